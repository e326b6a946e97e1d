export interface PlacedDot {
  x: number;
  /** Pixels from the middle line; negative is up. */
  y: number;
}

const TOLERANCE = 1e-6;

function isFree(x: number, y: number, near: readonly PlacedDot[], distance: number): boolean {
  return near.every((dot) => Math.hypot(dot.x - x, dot.y - y) >= distance - TOLERANCE);
}

/** The heights at which a dot at `x` would just touch one of its neighbours. */
function touchingHeights(x: number, near: readonly PlacedDot[], distance: number): number[] {
  return near.flatMap((dot) => {
    const rise = Math.sqrt(Math.max(0, distance ** 2 - (dot.x - x) ** 2));
    return [dot.y - rise, dot.y + rise];
  });
}

/**
 * Places dots of one size side by side without overlap, each exactly at its own x and
 * as near to the middle line as its neighbours let it.
 *
 * Shapes: `xs` in any order; the answer is in the order of `xs`. Null where some dot
 * would stand more than `reach` pixels from the middle: then ticks are drawn instead.
 */
export function packDots(
  xs: readonly number[],
  radius: number,
  reach: number,
  gap = 0.8,
): PlacedDot[] | null {
  const distance = 2 * radius + gap;
  const order = xs.map((x, index) => ({ x, index })).sort((a, b) => a.x - b.x);
  const placed: PlacedDot[] = [];
  const answer: PlacedDot[] = Array.from({ length: xs.length });
  for (const { x, index } of order) {
    const near = placed.filter((dot) => x - dot.x < distance);
    const heights = [0, ...touchingHeights(x, near, distance)].sort(
      (a, b) => Math.abs(a) - Math.abs(b) || a - b,
    );
    const y = heights.find((height) => isFree(x, height, near, distance)) ?? 0;
    if (Math.abs(y) > reach) return null;
    const dot = { x, y };
    placed.push(dot);
    answer[index] = dot;
  }
  return answer;
}

/** Above this many, dots would be a cloud: ticks are drawn. */
export const MOST_DOTS = 60;
