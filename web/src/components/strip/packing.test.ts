import { describe, expect, it } from "vitest";

import { packDots, type PlacedDot } from "./packing";

function closest(dots: readonly PlacedDot[]): number {
  let least = Infinity;
  for (const [index, dot] of dots.entries()) {
    for (const other of dots.slice(index + 1)) {
      least = Math.min(least, Math.hypot(dot.x - other.x, dot.y - other.y));
    }
  }
  return least;
}

/** Numbers that look random and are the same each time. */
function draw(count: number, seed: number, spread: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return (state / 2_147_483_648) * spread;
  });
}

describe("packDots", () => {
  it("leaves dots that are far apart on the line", () => {
    expect(packDots([10, 40, 90], 3.6, 40)?.map((dot) => dot.y)).toEqual([0, 0, 0]);
  });

  it("never moves a dot sideways and keeps the order given", () => {
    const xs = [50, 10, 51, 10.5, 49];
    expect(packDots(xs, 3.6, 40)?.map((dot) => dot.x)).toEqual(xs);
  });

  it("lets no two dots overlap, whatever the values", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const dots = packDots(draw(60, seed, 420), 3.6, 1000);
      expect(dots).not.toBeNull();
      expect(closest(dots ?? [])).toBeGreaterThanOrEqual(7.2);
    }
  });

  it("keeps clear of this post", () => {
    const dots = packDots([96, 100, 103, 140], 3.6, 60, { x: 100, radius: 8 }) ?? [];
    for (const dot of dots) {
      expect(Math.hypot(dot.x - 100, dot.y)).toBeGreaterThanOrEqual(11.6);
    }
    expect(dots[3]?.y).toBe(0);
  });

  it("puts equal values over and under the line in turn", () => {
    const heights = packDots([20, 20, 20], 3.6, 40)?.map((dot) => dot.y);
    expect(heights?.[0]).toBe(0);
    expect(heights?.[1]).toBeCloseTo(-8);
    expect(heights?.[2]).toBeCloseTo(8);
  });

  it("says so where a pile would leave the chart", () => {
    expect(
      packDots(
        Array.from({ length: 30 }, () => 20),
        3.6,
        40,
      ),
    ).toBeNull();
  });

  it("has nothing to place for no values", () => {
    expect(packDots([], 3.6, 40)).toEqual([]);
  });
});
