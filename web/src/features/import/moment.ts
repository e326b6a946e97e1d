/** No file of posts is older; what says so has lost its date on the way. */
export const EARLIEST_DAY = "1995-01-01";

/** The end of a day where the reader is, in UTC; of today, and of what is to come, now. */
export function readDay(day: string, now: Date): string {
  const end = new Date(`${day}T23:59:59`);
  return (end < now ? end : now).toISOString();
}

/** When figures in a file were counted at the latest: as it was last changed. Undefined = not known. */
export function momentOf(modifiedAt: number | undefined, now: Date): string | undefined {
  if (
    modifiedAt === undefined ||
    modifiedAt < Date.parse(EARLIEST_DAY) ||
    modifiedAt >= now.getTime()
  )
    return undefined;
  return new Date(modifiedAt).toISOString();
}
