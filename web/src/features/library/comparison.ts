import type { AnalysedPost, LibraryPost } from "@/lib/api/types";

/** What stands against laying posts side by side. */
export type Comparison =
  | { kind: "ready"; requestId: string }
  | { kind: "not_analysed"; count: number }
  | { kind: "apart" };

/**
 * Whether posts can be laid side by side: they must have been analysed, and together.
 * Null for a single post, which there is nothing to compare with.
 */
export function findComparison(
  posts: readonly Pick<LibraryPost, "id">[],
  analysed: ReadonlyMap<string, AnalysedPost>,
): Comparison | null {
  if (posts.length < 2) return null;
  const results = posts.map((post) => analysed.get(post.id)).filter((each) => each !== undefined);
  if (results.length < posts.length) {
    return { kind: "not_analysed", count: posts.length - results.length };
  }
  const requests = new Set(results.map((result) => result.request_id));
  const [requestId] = requests;
  return requests.size === 1 && requestId !== undefined
    ? { kind: "ready", requestId }
    : { kind: "apart" };
}
