/** When a key ends by itself: after days, never, or on a day by the calendar. */
export const EXPIRIES = ["30", "90", "365", "never", "day"] as const;
export type Expiry = (typeof EXPIRIES)[number];

/** The instant for the server; null = never. `day` is "2026-12-24", which still counts. */
export function findExpiry(expiry: Expiry, day: string, now: Date = new Date()): string | null {
  if (expiry === "never") return null;
  const end = expiry === "day" ? new Date(`${day}T00:00:00`) : new Date(now);
  // By the calendar, not by hours: a day may have 23 or 25 of them.
  end.setDate(end.getDate() + (expiry === "day" ? 1 : Number(expiry)));
  return end.toISOString();
}
