import { readOneOf, readWords } from "./searchParams";

/** Spans that end now. */
export const PERIODS = ["7d", "30d", "90d", "365d"] as const;
export type Period = (typeof PERIODS)[number];

/** When something happened: a span that ends now, or days by the calendar. */
export interface PeriodSearch {
  period?: Period;
  from?: string;
  to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readDay(value: unknown): string | undefined {
  const words = readWords(value);
  if (words === undefined || !DAY.test(words)) return undefined;
  return Number.isNaN(Date.parse(words)) ? undefined : words;
}

/** The period of an address; a span and days exclude each other, the days win. */
export function readPeriod(search: Record<string, unknown>): PeriodSearch {
  const from = readDay(search["from"]);
  const to = readDay(search["to"]);
  const hasDays = from !== undefined || to !== undefined;
  return { from, to, period: hasDays ? undefined : readOneOf(search["period"], PERIODS) };
}

/** "2026-11-05" in the reader's zone. */
export function formatIsoDay(instant: Date): string {
  const month = String(instant.getMonth() + 1).padStart(2, "0");
  const day = String(instant.getDate()).padStart(2, "0");
  return `${instant.getFullYear()}-${month}-${day}`;
}

/** The days that the server is asked for; without a period, none. */
export function findDays(
  search: PeriodSearch,
  now: Date = new Date(),
): { from?: string; to?: string } {
  if (search.period === undefined) {
    return {
      ...(search.from === undefined ? {} : { from: search.from }),
      ...(search.to === undefined ? {} : { to: search.to }),
    };
  }
  const first = new Date(now);
  first.setDate(first.getDate() - Number.parseInt(search.period, 10));
  return { from: formatIsoDay(first) };
}
