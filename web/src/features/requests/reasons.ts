/** Why there is no result of a post, by the names that have words. */
const REASONS = [
  "not_found",
  "private",
  "age_restricted",
  "members_only",
  "geo_blocked",
  "not_yet",
  "rate_limited",
  "no_credit",
  "auth",
  "blocked",
  "timeout",
  "malformed",
  "source_unavailable",
] as const;
export type Reason = (typeof REASONS)[number];

/** The reason, if there are words for it. */
export function readReason(reason: string | null): Reason | "failed" {
  return REASONS.find((known) => known === reason) ?? "failed";
}
