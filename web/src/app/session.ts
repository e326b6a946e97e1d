import { answerOf, api } from "@/lib/api/client";
import { dropToken, holdToken, maybeSignedIn, refreshToken } from "@/lib/api/accessToken";
import type { Session } from "@/lib/api/types";
import { changeLanguage } from "@/lib/i18n";
import { readLanguage } from "@/lib/i18n/language";

export type SessionState = "signed_in" | "signed_out" | "no_answer";

let state: SessionState | null = null;
let starting: Promise<SessionState> | null = null;

/** Whether someone is signed in; asks the server once, by the cookie, when first needed. */
export function startSession(): Promise<SessionState> {
  if (state === "signed_in" || state === "signed_out") return Promise.resolve(state);
  if (!maybeSignedIn()) return Promise.resolve("signed_out");
  starting ??= refreshToken().then((outcome) => {
    state = outcome === "refreshed" ? "signed_in" : outcome;
    starting = null;
    return state;
  });
  return starting;
}

/** Takes the session that sign-in or sign-up brought. */
export function openSession(session: Session): void {
  holdToken(session.access_token, session.expires_in);
  state = "signed_in";
  const language = readLanguage(session.user.language);
  if (language !== null) void changeLanguage(language);
}

/** Notes that the session is over, wherever it ended. */
export function noteSessionEnd(): void {
  state = "signed_out";
}

/** Ends the session on the server and in every tab; without an answer, here at least. */
export async function signOut(): Promise<void> {
  try {
    await answerOf(api.POST("/api/v1/accounts/logout"));
  } catch {
    // The cookie outlives this only where the server could not be reached.
  }
  dropToken();
}
