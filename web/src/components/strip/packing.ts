export interface PlacedDot {
  x: number;
  /** Pixels from the middle line; negative is up. */
  y: number;
}

/** A dot that stands already, and how near the middle of another may come to its own. */
interface Neighbour extends PlacedDot {
  distance: number;
}

const TOLERANCE = 1e-6;

function isFree(x: number, y: number, near: readonly Neighbour[]): boolean {
  return near.every((dot) => Math.hypot(dot.x - x, dot.y - y) >= dot.distance - TOLERANCE);
}

/** The heights at which a dot at `x` would just touch one of its neighbours. */
function touchingHeights(x: number, near: readonly Neighbour[]): number[] {
  return near.flatMap((dot) => {
    const rise = Math.sqrt(Math.max(0, dot.distance ** 2 - (dot.x - x) ** 2));
    return [dot.y - rise, dot.y + rise];
  });
}

/**
 * Places dots of one size side by side without overlap, each exactly at its own x and
 * as near to the middle line as its neighbours let it.
 *
 * `taken` is a larger dot on the middle line (this post) that they keep clear of.
 * Shapes: `xs` in any order; the answer is in the order of `xs`. Null where some dot
 * would stand more than `reach` pixels from the middle: then ticks are drawn instead.
 */
export function packDots(
  xs: readonly number[],
  radius: number,
  reach: number,
  taken: { x: number; radius: number } | null = null,
): PlacedDot[] | null {
  const distance = 2 * radius + GAP;
  const order = xs.map((x, index) => ({ x, index })).sort((a, b) => a.x - b.x);
  const placed: Neighbour[] =
    taken === null ? [] : [{ x: taken.x, y: 0, distance: taken.radius + radius + 2 * GAP }];
  const answer: PlacedDot[] = Array.from({ length: xs.length });
  for (const { x, index } of order) {
    const near = placed.filter((dot) => Math.abs(x - dot.x) < dot.distance);
    const heights = [0, ...touchingHeights(x, near)].sort(
      (a, b) => Math.abs(a) - Math.abs(b) || a - b,
    );
    const y = heights.find((height) => isFree(x, height, near)) ?? 0;
    if (Math.abs(y) > reach) return null;
    placed.push({ x, y, distance });
    answer[index] = { x, y };
  }
  return answer;
}

/** Pixels of air between two dots. */
const GAP = 0.8;

/** Above this many, dots would be a cloud: ticks are drawn. */
export const MOST_DOTS = 60;
