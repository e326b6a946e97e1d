import { describe, expect, it } from "vitest";

import { buildScale, chooseDomain, chooseTicks, chooseVerdictDomain } from "./scale";

describe("buildScale", () => {
  it("puts equal ratios at equal distances on a log axis", () => {
    const { place } = buildScale("log", [1, 100], 200);
    expect(place(1)).toBe(0);
    expect(place(10)).toBeCloseTo(100);
    expect(place(100)).toBeCloseTo(200);
  });

  it("draws nothing beside the chart", () => {
    const { place } = buildScale("log", [1, 100], 200);
    expect(place(0)).toBe(0);
    expect(place(5000)).toBeCloseTo(200);
  });

  it("stays finite where all values are the same", () => {
    expect(buildScale("linear", [5, 5], 100).place(5)).toBe(0);
  });
});

describe("chooseDomain", () => {
  it("is linear where a value is 0, since a log axis has none", () => {
    expect(chooseDomain([0, 5, 10], "log").kind).toBe("linear");
  });

  it("leaves air around the values", () => {
    const { domain } = chooseDomain([10, 1000], "log");
    expect(domain[0]).toBeLessThan(10);
    expect(domain[1]).toBeGreaterThan(1000);
  });

  it("does not go below 0 for counts", () => {
    expect(chooseDomain([1, 2, 100], "linear").domain[0]).toBe(0);
  });

  it("has a width for a single value, and for none", () => {
    const { domain } = chooseDomain([7], "linear");
    expect(domain[1]).toBeGreaterThan(domain[0]);
    expect(chooseDomain([], "linear").domain).toEqual([0, 1]);
  });
});

describe("chooseVerdictDomain", () => {
  it("always shows every band", () => {
    const [low, high] = chooseVerdictDomain([0.9, 1, 1.1]);
    expect(low).toBeLessThan(0.67);
    expect(high).toBeGreaterThan(10);
  });

  it("grows for a post beyond all of them", () => {
    expect(chooseVerdictDomain([1, 250])[1]).toBeGreaterThan(250);
  });

  it("is not stretched by a multiple of 0", () => {
    expect(chooseVerdictDomain([0, 1])[0]).toBeGreaterThan(0);
  });
});

describe("chooseTicks", () => {
  it("is round: ones and threes on a log axis", () => {
    expect(chooseTicks("log", [2000, 150_000], 5)).toEqual([3000, 10_000, 30_000, 100_000]);
  });

  it("is finer where the axis spans less than a decade", () => {
    const ticks = chooseTicks("log", [1500, 4500], 5);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(ticks.every((tick) => tick >= 1500 && tick <= 4500)).toBe(true);
  });

  it("keeps to the number asked for, over any span", () => {
    for (let decades = 1; decades <= 9; decades += 1) {
      const count = chooseTicks("log", [1.5, 1.5 * 10 ** decades], 5).length;
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(6);
    }
  });

  it("steps by 1, 2 or 5 on a linear axis, so that no label is rounded", () => {
    expect(chooseTicks("linear", [0, 100], 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(chooseTicks("linear", [0.039, 0.069], 5)).toEqual([0.04, 0.05, 0.06]);
  });
});
