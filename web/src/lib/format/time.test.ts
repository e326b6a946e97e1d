import { describe, expect, it } from "vitest";

import { formatAgo, formatClock, formatDay, formatMoment, splitSpan } from "./time";

describe("formatClock", () => {
  it.each([
    [0, "0:00"],
    [38, "0:38"],
    [848, "14:08"],
    [3725, "1:02:05"],
    [59.7, "1:00"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatClock(seconds)).toBe(text);
  });
});

describe("splitSpan", () => {
  it("keeps the two largest units", () => {
    expect(splitSpan(31)).toEqual({ hours: 0, minutes: 0, seconds: 31 });
    expect(splitSpan(125)).toEqual({ hours: 0, minutes: 2, seconds: 5 });
    expect(splitSpan(11_520)).toEqual({ hours: 3, minutes: 12, seconds: 0 });
    expect(splitSpan(-5)).toEqual({ hours: 0, minutes: 0, seconds: 0 });
  });
});

describe("dates", () => {
  const now = new Date("2026-11-20T12:00:00Z");

  it("tells the reader's own time", () => {
    // The tests run in Europe/Berlin, an hour ahead of UTC in November.
    expect(formatMoment(new Date("2026-11-05T15:00:00Z"), "en-GB", now)).toBe("Thu 5 Nov, 16:00");
  });

  it("names the year only where it is another", () => {
    expect(formatDay(new Date("2026-11-05T15:00:00Z"), "en-GB", now)).toBe("5 Nov");
    expect(formatDay(new Date("2025-11-05T15:00:00Z"), "en-GB", now)).toBe("5 Nov 2025");
  });
});

describe("formatAgo", () => {
  const now = new Date("2026-11-30T12:00:00Z");
  it.each([
    ["2026-11-30T11:59:30Z", "now", "jetzt"],
    ["2026-11-30T12:05:00Z", "now", "jetzt"],
    ["2026-11-30T09:01:00Z", "2 hours ago", "vor 2 Stunden"],
    ["2026-11-29T11:00:00Z", "yesterday", "gestern"],
    ["2026-11-10T12:00:00Z", "2 weeks ago", "vor 2 Wochen"],
    ["2024-01-01T00:00:00Z", "2 years ago", "vor 2 Jahren"],
  ])("tells %s in its largest unit", (at, english, german) => {
    expect(formatAgo(new Date(at), "en", now)).toBe(english);
    expect(formatAgo(new Date(at), "de", now)).toBe(german);
  });
});
