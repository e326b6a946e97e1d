import type { FollowedCreator } from "@/lib/api/types";

/** Its name for people, else its handle, else its address. */
export function nameCreator(creator: FollowedCreator): string {
  if (creator.creator_name !== null) return creator.creator_name;
  return creator.handle === null ? creator.url.replace(/^https:\/\//, "") : `@${creator.handle}`;
}
