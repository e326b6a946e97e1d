import { describe, expect, it } from "vitest";

import { keepInside, placeLabels } from "./labels";

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

describe("placeLabels", () => {
  it("keeps labels that are apart in one row", () => {
    const rows = placeLabels(
      [
        { x: 50, width: 60 },
        { x: 250, width: 60 },
      ],
      300,
    );
    expect(rows.map((label) => label.row)).toEqual([0, 0]);
  });

  it("lifts the later of two that would collide", () => {
    const rows = placeLabels(
      [
        { x: 100, width: 90 },
        { x: 120, width: 90 },
      ],
      300,
    );
    expect(rows.map((label) => label.row)).toEqual([0, 1]);
  });
});
