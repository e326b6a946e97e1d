import { ApiError } from "@/lib/api/errors";

/** Why a mailed link does not work, by the names of the server's refusals. */
const PROBLEMS = {
  LinkNotKnown: "unknown",
  LinkUsed: "used",
  LinkReplaced: "replaced",
  LinkExpired: "expired",
  EmailAlreadyRegistered: "taken",
} as const;

export type LinkProblem = (typeof PROBLEMS)[keyof typeof PROBLEMS];

/** What is wrong with the link itself; null where another try with it can succeed. */
export function findLinkProblem(error: unknown): LinkProblem | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code in PROBLEMS) return PROBLEMS[error.code as keyof typeof PROBLEMS];
  // A token that could be none is refused before it is looked up.
  return error.fields.some(({ field }) => field === "token") ? "unknown" : null;
}
