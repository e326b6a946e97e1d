import type { WantedCreator } from "@/lib/api/types";
import { readOneOf, readWords } from "@/lib/searchParams";

/** The platforms whose creators can be followed. */
export const PLATFORMS = ["instagram", "x", "youtube"] as const satisfies readonly NonNullable<
  WantedCreator["platform"]
>[];
export type CreatorPlatform = (typeof PLATFORMS)[number];

/** What the address of the page holds: whose latest posts are about to be analysed. */
export interface CreatorsSearch {
  /** A profile's address, or an @handle. */
  latest?: string;
  /** The platform that the handle is of. */
  on?: CreatorPlatform;
}

/** Reads an address; what is damaged is left out. */
export function readCreatorsSearch(search: Record<string, unknown>): CreatorsSearch {
  return { latest: readWords(search["latest"], 300), on: readOneOf(search["on"], PLATFORMS) };
}
