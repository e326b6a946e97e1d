import type { EvidenceSet } from "@/lib/api/types";

type OtherPost = NonNullable<EvidenceSet["others"]>[number];

/** Finds the title of the post with a count; of several with the same, the nearest in time. */
export function nameOthers(others: readonly OtherPost[]): (value: number) => string | null {
  const titles = new Map<number, string>();
  for (const other of others) {
    if (other.title !== null && !titles.has(other.value)) titles.set(other.value, other.title);
  }
  return (value) => titles.get(value) ?? null;
}

/** Where in a week an instant lies, by the clocks of a zone: Monday is 0. */
export function placeInWeek(at: string, timezone: string): { weekday: number; hour: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    hour: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday"));
  return { weekday, hour: Number(part("hour")) };
}

/** Posts of one hour of one weekday. */
export interface WeekCell {
  weekday: number;
  hour: number;
  posts: OtherPost[];
}

/** The hours of the week in which the others went out, from Monday's first on. */
export function fillWeek(others: readonly OtherPost[], timezone: string): WeekCell[] {
  const cells = new Map<number, WeekCell>();
  for (const other of others) {
    const { weekday, hour } = placeInWeek(other.published_at, timezone);
    const key = weekday * 24 + hour;
    const cell = cells.get(key) ?? { weekday, hour, posts: [] };
    cell.posts.push(other);
    cells.set(key, cell);
  }
  return [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
}

/** The middle multiple of some posts; null where none is known. */
export function middleMultiple(posts: readonly OtherPost[]): number | null {
  const known = posts.flatMap((post) => post.multiple ?? []).sort((a, b) => a - b);
  const middle = Math.floor(known.length / 2);
  const [low, high] = [known[Math.ceil(known.length / 2) - 1], known[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Monday to Sunday in the words of a locale. */
export function nameWeekdays(locale: string, form: "short" | "long"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: form, timeZone: "UTC" });
  // 1 January 2024 was a Monday.
  return [1, 2, 3, 4, 5, 6, 7].map((day) => format.format(new Date(Date.UTC(2024, 0, day))));
}
