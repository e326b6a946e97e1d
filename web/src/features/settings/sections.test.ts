import { expect, it } from "vitest";

import { findSection } from "./sections";

it("finds the section of a page within it", () => {
  expect(findSection("/settings/profile").name).toBe("profile");
});
