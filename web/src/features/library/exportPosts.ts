import type { LibraryPost } from "@/lib/api/types";
import { buildCsv } from "@/lib/csv";

const HEAD = [
  "platform",
  "id",
  "url",
  "creator",
  "kind",
  "title",
  "text",
  "time",
  "duration",
  "views",
  "impressions",
  "likes",
  "comments",
  "shares",
  "saves",
  "multiple",
  "verdict",
  "others",
];

/** Posts as CSV, by the names that the import knows, so that it can be read again. */
export function writePosts(posts: readonly LibraryPost[]): string {
  return buildCsv(
    HEAD,
    posts.map((post) => [
      post.platform,
      post.platform_post_id,
      post.url,
      post.creator_name,
      post.format,
      post.title,
      post.content,
      post.published_at,
      post.duration_seconds,
      post.metrics.views,
      post.metrics.impressions,
      post.metrics.likes,
      post.metrics.comments,
      post.metrics.shares,
      post.metrics.saves,
      post.standing.multiple,
      post.standing.band,
      post.standing.sample_size,
    ]),
  );
}
