import type { Comparison, DemoCreator, Post } from "@/lib/api/types";

export type CountBasis = "views" | "impressions" | "interactions";

/** The count that posts of this kind are compared by, where it is known. */
export function readCount(post: Post): { basis: CountBasis; value: number } | null {
  const { views, impressions, likes, comments, shares, saves } = post.metrics;
  if (views != null) return { basis: "views", value: views };
  if (impressions != null) return { basis: "impressions", value: impressions };
  const known = [likes, comments, shares, saves].filter((count) => count != null);
  if (known.length === 0) return null;
  return { basis: "interactions", value: known.reduce((sum, count) => sum + count, 0) };
}

function findMedian(sorted: readonly number[]): number | null {
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Fewer others than this give no usual: the rule of the verdict. */
const NEEDED = 8;

/** A first look at where the post stands among its creator's posts of the same format. */
export function compareWithOthers(post: Post, creator: DemoCreator): Comparison | null {
  const count = readCount(post);
  if (count === null) return null;
  const values = creator.posts
    .filter((other) => other.id !== post.id && other.format === post.format)
    .flatMap((other) => {
      const known = readCount(other);
      return known !== null && known.basis === count.basis ? [known.value] : [];
    })
    .sort((a, b) => a - b);
  return {
    values,
    this: count.value,
    median: values.length < NEEDED ? null : findMedian(values),
    quartile_low: null,
    quartile_high: null,
    scale: "log",
    bands: [],
  };
}

/** How far a post is above its median; posts without one go last. */
function rank(post: Post, creator: DemoCreator): number {
  const comparison = compareWithOthers(post, creator);
  return comparison?.median ? comparison.this / comparison.median : 0;
}

/** The creator's posts, the most telling first. */
export function orderPosts(creator: DemoCreator): Post[] {
  return [...creator.posts].sort((a, b) => rank(b, creator) - rank(a, creator));
}
