import { describe, expect, it } from "vitest";

import { keepInside, placePair } from "./labels";

describe("keepInside", () => {
  it("moves a label at the edge back into the chart", () => {
    expect(keepInside(5, 80, 300)).toBe(40);
    expect(keepInside(299, 80, 300)).toBe(260);
    expect(keepInside(150, 80, 300)).toBe(150);
  });

  it("centres what is wider than the chart", () => {
    expect(keepInside(5, 400, 300)).toBe(150);
  });
});

describe("placePair", () => {
  const width = 90;

  it("leaves labels that are apart over their points", () => {
    const [first, second] = placePair({ x: 60, width }, { x: 250, width }, 300);
    expect(first).toEqual({ x: 60, row: 0 });
    expect(second).toEqual({ x: 250, row: 0 });
  });

  it.each([
    [150, 150],
    [150, 152],
    [152, 150],
    [20, 30],
    [290, 280],
  ])("draws those at %d and %d apart, in the order of their points", (a, b) => {
    const [first, second] = placePair({ x: a, width }, { x: b, width }, 300);
    expect([first.row, second.row]).toEqual([0, 0]);
    expect(Math.abs(first.x - second.x)).toBeGreaterThanOrEqual(width);
    expect(first.x < second.x).toBe(a <= b);
    for (const label of [first, second]) {
      expect(label.x - width / 2).toBeGreaterThanOrEqual(0);
      expect(label.x + width / 2).toBeLessThanOrEqual(300);
    }
  });

  it("puts the second above where one row is too narrow for both", () => {
    const placed = placePair({ x: 100, width: 160 }, { x: 104, width: 160 }, 300);
    expect(placed.map((label) => label.row)).toEqual([0, 1]);
  });
});
