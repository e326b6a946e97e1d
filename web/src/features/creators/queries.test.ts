import { expect, it } from "vitest";

import type { FollowedCreator } from "@/lib/api/types";

import { isChanging } from "./queries";

const AT = Date.parse("2026-11-05T15:00:00Z");

function isLookedAgain(state: FollowedCreator["state"], lookedAt: string | null): boolean {
  return isChanging({ state, looked_at: lookedAt } as FollowedCreator, AT);
}

it("reads the list again while a look goes on and until its figures have settled", () => {
  expect(isLookedAgain("waiting", null)).toBe(true);
  expect(isLookedAgain("looking", "2026-11-01T15:00:00Z")).toBe(true);
  expect(isLookedAgain("watched", "2026-11-05T14:59:50Z")).toBe(true);
  expect(isLookedAgain("watched", "2026-11-05T14:59:30Z")).toBe(false);
  expect(isLookedAgain("failing", "2026-11-05T14:00:00Z")).toBe(false);
});

it("does not ask for ever where the server's clock is ahead", () => {
  expect(isLookedAgain("watched", "2026-11-05T16:00:00Z")).toBe(false);
});
