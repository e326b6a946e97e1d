import type { BandName } from "@/lib/api/types";
import { findDays, type PeriodSearch, readPeriod } from "@/lib/periods";
import { readList, readOneOf, readWords, splitList } from "@/lib/searchParams";

export const SORTS = ["newest", "oldest", "multiple", "multiple_low", "views"] as const;
export type LibrarySort = (typeof SORTS)[number];

/** The verdicts that can be asked for; `none` = without one. */
export const VERDICTS = [
  "extreme",
  "outlier",
  "above",
  "usual",
  "below",
  "none",
] as const satisfies readonly (BandName | "none")[];
export type Verdict = (typeof VERDICTS)[number];

/** Steps of the multiple that can be asked for. */
export const MULTIPLES = ["1.5", "3", "10"] as const;
export type Multiple = (typeof MULTIPLES)[number];

export const KINDS_APART = ["saved", "followed"] as const;

/** What the address of the library holds. */
export interface LibrarySearch extends PeriodSearch {
  q?: string;
  /** Names of platforms, of verdicts: "youtube,x". */
  platform?: string;
  verdict?: string;
  /** `<platform>:<creator key>`. */
  creator?: string;
  /** At least so many times the usual. */
  least?: Multiple;
  /** Names of sources: "import,demo". */
  source?: string;
  /** What is kept apart: posts one has saved, posts of creators one follows. */
  only?: string;
  sort?: LibrarySort;
  /** The post that is open beside the list. */
  post?: string;
}

const PLATFORM = /^[a-z][a-z0-9_]{0,30}$/;
const VERDICT = new RegExp(`^(?:${VERDICTS.join("|")})$`);
const CREATOR = /^[a-z][a-z0-9_]{0,30}:.+$/;
const SOURCE = /^[a-z][a-z0-9_-]{0,39}$/;
const APART = new RegExp(`^(?:${KINDS_APART.join("|")})$`);
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads an address; what is damaged is left out. */
export function readLibrarySearch(search: Record<string, unknown>): LibrarySearch {
  const creator = readWords(search["creator"], 300);
  const post = readWords(search["post"]);
  const sort = readOneOf(search["sort"], SORTS);
  return {
    q: readWords(search["q"]),
    platform: readList(search["platform"], PLATFORM),
    verdict: readList(search["verdict"], VERDICT),
    creator: creator !== undefined && CREATOR.test(creator) ? creator : undefined,
    least: readOneOf(readWords(search["least"]), MULTIPLES),
    source: readList(search["source"], SOURCE),
    only: readList(search["only"], APART),
    ...readPeriod(search),
    sort: sort === "newest" ? undefined : sort,
    post: post !== undefined && UUID.test(post) ? post : undefined,
  };
}

/** What narrows the list down; the order and the open post do not. */
const NARROWING = [
  "q",
  "platform",
  "verdict",
  "creator",
  "least",
  "source",
  "only",
  "period",
  "from",
  "to",
] as const;

export function isNarrowed(search: LibrarySearch): boolean {
  return NARROWING.some((name) => search[name] !== undefined);
}

/** The same address without filters. */
export function withoutFilters(search: LibrarySearch): LibrarySearch {
  return { sort: search.sort };
}

/** What the server is asked for. */
export function buildLibraryQuery(search: LibrarySearch, now?: Date) {
  const platforms = splitList(search.platform);
  const verdicts = splitList(search.verdict) as Verdict[];
  const sources = splitList(search.source);
  const apart = splitList(search.only);
  return {
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(platforms.length === 0 ? {} : { platform: platforms }),
    ...(verdicts.length === 0 ? {} : { band: verdicts }),
    ...(search.creator === undefined ? {} : { creator: search.creator }),
    ...(search.least === undefined ? {} : { min_multiple: Number(search.least) }),
    ...(sources.length === 0 ? {} : { source: sources }),
    ...(apart.includes("saved") ? { saved: true } : {}),
    ...(apart.includes("followed") ? { followed: true } : {}),
    ...findDays(search, now),
    sort: search.sort ?? "newest",
  };
}
