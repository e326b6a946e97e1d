import { describe, expect, it } from "vitest";

import { findDays, readPeriod } from "./periods";

describe("readPeriod", () => {
  it("takes a span that is known", () => {
    expect(readPeriod({ period: "90d" })).toEqual({ period: "90d" });
    expect(readPeriod({ period: "91d" }).period).toBeUndefined();
  });

  it("takes days that exist, and lets them win over a span", () => {
    expect(readPeriod({ from: "2020-02-01", to: "2020-13-01", period: "7d" })).toEqual({
      from: "2020-02-01",
    });
  });
});

describe("findDays", () => {
  it("counts a span back from today in the reader's zone", () => {
    // 23:30 in Berlin, still the day before in UTC an hour later than midnight there.
    const now = new Date("2026-11-20T23:30:00+01:00");
    expect(findDays({ period: "7d" }, now)).toEqual({ from: "2026-11-13" });
    expect(findDays({ period: "365d" }, now)).toEqual({ from: "2025-11-20" });
  });

  it("asks for nothing without a period", () => {
    expect(findDays({})).toEqual({});
    expect(findDays({ to: "2020-12-31" })).toEqual({ to: "2020-12-31" });
  });
});
