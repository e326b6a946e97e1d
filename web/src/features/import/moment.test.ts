import { expect, it } from "vitest";

import { momentOf, readDay } from "./moment";

const NOON = new Date("2026-03-31T12:00:00Z");

it("takes a day to its end where the reader is", () => {
  expect(readDay("2026-02-01", NOON)).toBe("2026-02-01T22:59:59.000Z");
});

it("never says a moment that is still to come", () => {
  expect(readDay("2026-03-31", NOON)).toBe(NOON.toISOString());
  expect(readDay("2031-01-01", NOON)).toBe(NOON.toISOString());
});

it("knows from a file's last change how old its figures are at least", () => {
  expect(momentOf(Date.UTC(2026, 0, 5), NOON)).toBe("2026-01-05T00:00:00.000Z");
  expect(momentOf(undefined, NOON)).toBeUndefined();
  expect(momentOf(0, NOON)).toBeUndefined();
  expect(momentOf(NOON.getTime() + 5000, NOON)).toBeUndefined();
});
