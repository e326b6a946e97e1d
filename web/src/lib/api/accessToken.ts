/**
 * The access token, held in memory alone: never in storage, where any script of the
 * page could read it later. The refresh token is an HttpOnly cookie that no script sees.
 *
 * Tabs share one refresh: a lock lets one of them ask, the others take its answer
 * from a channel. Without locks (old browsers) each tab asks for itself, which the
 * server's grace period for a reused refresh token covers.
 */

interface HeldToken {
  value: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

type Word = { kind: "token"; token: HeldToken } | { kind: "signed_out" };

/** What a refresh brought: a token, an end of the session, or no word from the server. */
export type RefreshOutcome = "refreshed" | "signed_out" | "no_answer";

const REFRESH_PATH = "/api/v1/accounts/token/refresh";
const EARLY_MS = 30_000;

/**
 * Whether someone has signed in here and not out again: "in" or "out", no secret. The
 * cookie is hidden from scripts, and asking the server for nobody would be a 401.
 */
const HINT = "postscope.session";

let held: HeldToken | null = null;
let underWay: Promise<RefreshOutcome> | null = null;
/** Grows when a session ends here, so that a refresh begun before cannot revive it. */
let generation = 0;
const endListeners = new Set<() => void>();
const channel =
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("postscope.session");

channel?.addEventListener("message", (event: MessageEvent<Word>) => {
  if (event.data.kind === "token") held = event.data.token;
  else endHere();
});

function noteHint(hint: "in" | "out"): void {
  try {
    localStorage.setItem(HINT, hint);
  } catch {
    // Storage may be closed to us: then the server is asked each time.
  }
}

/** Whether a refresh could bring a token: not where nobody ever signed in. */
export function maybeSignedIn(): boolean {
  try {
    return localStorage.getItem(HINT) === "in";
  } catch {
    return true;
  }
}

function endHere(): void {
  generation += 1;
  held = null;
  for (const listener of endListeners) listener();
}

function say(word: Word): void {
  channel?.postMessage(word);
}

/** Takes a token from sign-in, sign-up or a refresh, and tells the other tabs. */
export function holdToken(value: string, expiresInSeconds: number): void {
  held = { value, expiresAt: Date.now() + expiresInSeconds * 1000 };
  noteHint("in");
  say({ kind: "token", token: held });
}

/** Ends the session in this tab and in all others. */
export function dropToken(): void {
  noteHint("out");
  endHere();
  say({ kind: "signed_out" });
}

/** Calls back when the session ends, wherever it was ended. */
export function onSessionEnd(listener: () => void): () => void {
  endListeners.add(listener);
  return () => endListeners.delete(listener);
}

function isFresh(token: HeldToken): boolean {
  return token.expiresAt - EARLY_MS > Date.now();
}

async function askForToken(spent: string | null): Promise<RefreshOutcome> {
  // Another tab may have refreshed while this one waited for the lock.
  if (held !== null && isFresh(held) && held.value !== spent) return "refreshed";
  const begunIn = generation;
  let response: Response;
  try {
    response = await fetch(REFRESH_PATH, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
  } catch {
    return "no_answer";
  }
  if (response.status >= 500 || response.status === 429) return "no_answer";
  if (!response.ok) noteHint("out");
  if (!response.ok || begunIn !== generation) return "signed_out";
  const body = (await response.json()) as { access_token: string; expires_in: number };
  holdToken(body.access_token, body.expires_in);
  return "refreshed";
}

/** Gets a new token; calls while one is under way share it. */
export function refreshToken(spent: string | null = null): Promise<RefreshOutcome> {
  const hasLocks = typeof navigator !== "undefined" && "locks" in navigator;
  if (underWay !== null) return underWay;
  // The lock's promise resolves with what its callback returns, not with a promise of it.
  const asked: Promise<RefreshOutcome> = hasLocks
    ? navigator.locks.request("postscope.refresh", () => askForToken(spent)).then((done) => done)
    : askForToken(spent);
  underWay = asked.finally(() => {
    underWay = null;
  });
  return underWay;
}

/** The token to send now, refreshed where it is about to expire; null without one. */
export async function currentToken(): Promise<string | null> {
  if (held !== null && !isFresh(held)) await refreshToken(held.value);
  return held?.value ?? null;
}
