import { describe, expect, it } from "vitest";

import { buildCommonScale, COMMON_DOMAIN, liesBeyond } from "./strip";

describe("buildCommonScale", () => {
  const { place } = buildCommonScale(148);

  it("puts the usual at the same place whatever the row holds", () => {
    expect(place(1)).toBeCloseTo(56.4, 0);
  });

  it("gives equal ratios equal lengths", () => {
    expect(place(6) - place(3)).toBeCloseTo(place(2) - place(1), 6);
  });

  it("keeps what lies beyond within the drawing", () => {
    expect(place(4000)).toBe(142);
    expect(place(0)).toBe(6);
  });
});

it("says at which end a post lies beyond", () => {
  expect(liesBeyond(4000)).toBe("high");
  expect(liesBeyond(0.01)).toBe("low");
  expect(liesBeyond(COMMON_DOMAIN[1])).toBeNull();
});
