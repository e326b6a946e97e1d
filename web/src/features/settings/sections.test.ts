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
  expect(findSection("/settings/webhooks/019a").name).toBe("webhooks");
  expect(findSection("/settings/api-keys").name).toBe("apiKeys");
  expect(findSection("/settings/webhooksx").name).toBe("profile");
});
