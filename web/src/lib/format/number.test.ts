import { describe, expect, it } from "vitest";

import { formatCompact, formatCount, formatMicroUsd, formatMultiple, formatRatio } from "./number";

const SPACE = "\u00A0";

describe("formatCompact", () => {
  it.each([
    [0, "0"],
    [23.5, "23.5"],
    [9999, "9,999"],
    [10_000, `10${SPACE}k`],
    [201_000, `201${SPACE}k`],
    [1_284_310, `1.28${SPACE}M`],
    [999_600, `1${SPACE}M`],
  ])("writes %d as %s", (value, text) => {
    expect(formatCompact(value, "en-GB")).toBe(text);
  });

  it("leaves the unit to the locale", () => {
    expect(formatCompact(1_284_310, "de-DE")).toMatch(/^1,28\sMio\.$/);
  });
});

describe("formatMultiple", () => {
  it.each([
    [6.42, "6.4×"],
    [11.99, "12.0×"],
    [128.4, "128×"],
    [0.04, "0.04×"],
    [0, "0.0×"],
  ])("writes %d as %s", (value, text) => {
    expect(formatMultiple(value, "en-GB")).toBe(text);
  });
});

describe("formatMicroUsd", () => {
  it.each([
    [0, "$0"],
    [14_300, "$0.0143"],
    [26_000, "$0.026"],
    [1_500_000, "$1.50"],
    [7, `<${SPACE}$0.0001`],
  ])("writes %d millionths as %s", (value, text) => {
    expect(formatMicroUsd(value, "en-GB")).toBe(text);
  });
});

describe("other numbers", () => {
  it("groups digits by locale", () => {
    expect(formatCount(1_284_310, "en-GB")).toBe("1,284,310");
    expect(formatCount(1_284_310, "de-DE")).toBe("1.284.310");
  });

  it("writes ratios as percent", () => {
    expect(formatRatio(0.0489, "en-GB")).toBe(`4.9${SPACE}%`);
  });
});
