import { findDays, type PeriodSearch, readPeriod } from "@/lib/periods";
import { readList, readWords, splitList } from "@/lib/searchParams";
import type { RequestsQuery } from "@/lib/api/types";

/** The states that can be asked for; `partial` = ready, but not of all posts. */
export const STATES = [
  "PENDING",
  "PROCESSING",
  "COMPLETED",
  "partial",
  "FAILED",
  "CANCELLED",
] as const satisfies readonly NonNullable<RequestsQuery["status"]>[number][];
export type HistoryState = (typeof STATES)[number];

/** What the address of the history holds. */
export interface HistorySearch extends PeriodSearch {
  q?: string;
  /** "FAILED,partial"; names of platforms: "youtube,x". */
  status?: string;
  platform?: string;
}

const STATE = new RegExp(`^(?:${STATES.join("|")})$`);
const PLATFORM = /^[a-z][a-z0-9_]{0,30}$/;

/** Reads an address; what is damaged is left out. */
export function readHistorySearch(search: Record<string, unknown>): HistorySearch {
  return {
    q: readWords(search["q"]),
    status: readList(search["status"], STATE),
    platform: readList(search["platform"], PLATFORM),
    ...readPeriod(search),
  };
}

export function isNarrowedHistory(search: HistorySearch): boolean {
  return Object.values(search).some((value) => value !== undefined);
}

/** What the server is asked for. */
export function buildHistoryQuery(search: HistorySearch, now?: Date): RequestsQuery {
  const states = splitList(search.status) as HistoryState[];
  const platforms = splitList(search.platform);
  return {
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(states.length === 0 ? {} : { status: states }),
    ...(platforms.length === 0 ? {} : { platform: platforms }),
    ...findDays(search, now),
  };
}
