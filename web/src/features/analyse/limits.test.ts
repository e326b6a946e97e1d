import { describe, expect, it } from "vitest";

import { fakeLimits } from "../../../tests/factories";
import { judgeLimits } from "./limits";

describe("judgeLimits", () => {
  it("lets through what the plan covers", () => {
    expect(judgeLimits(11, fakeLimits({ left: 11 }))).toBeNull();
  });

  it("tells how many are too many for today", () => {
    expect(judgeLimits(4, fakeLimits({ left: 3 }))).toMatchObject({
      kind: "too_many_today",
      left: 3,
      over: 1,
    });
  });

  it("names the moment of reset where none is left", () => {
    expect(judgeLimits(1, fakeLimits({ left: 0 }))).toMatchObject({ kind: "none_left" });
  });

  it("tells how many are too many for one request", () => {
    expect(judgeLimits(22, fakeLimits({ left: 25 }))).toMatchObject({
      kind: "too_many_at_once",
      over: 2,
    });
  });

  it("stands in nobody's way while the limits are not known", () => {
    expect(judgeLimits(500, undefined)).toBeNull();
  });
});
