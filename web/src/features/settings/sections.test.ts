import { expect, it } from "vitest";

import { fakeUser } from "../../../tests/factories";
import { findSection, listSections } from "./sections";

it("shows administration to administrators alone", () => {
  const names = (role: "user" | "admin") =>
    listSections({ ...fakeUser(), role }).map(({ name }) => name);
  expect(names("admin")).toContain("administration");
  expect(names("user")).not.toContain("administration");
  expect(listSections(undefined).map(({ name }) => name)).not.toContain("administration");
});

it("finds the section of a page within it", () => {
  expect(findSection("/settings/api-keys/019a").name).toBe("apiKeys");
  expect(findSection("/settings/api-keys").name).toBe("apiKeys");
  expect(findSection("/settings/api-keysx").name).toBe("profile");
});
