import { describe, expect, it } from "vitest";

import { findExpiry } from "./expiry";

describe("findExpiry", () => {
  const now = new Date("2026-03-01T12:00:00+01:00");

  it("counts days by the calendar, over a change of the clock", () => {
    expect(findExpiry("30", "", now)).toBe(new Date("2026-03-31T12:00:00+02:00").toISOString());
    expect(findExpiry("never", "", now)).toBeNull();
  });

  it("lets the day chosen still count, in the reader's zone", () => {
    expect(findExpiry("day", "2026-03-31", now)).toBe("2026-03-31T22:00:00.000Z");
  });
});
