import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import type { Platform } from "@/lib/api/types";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

function fakePlatform(overrides: Partial<Platform>): Platform {
  return {
    name: "x",
    label: "X",
    is_active: true,
    links: true,
    limits: [],
    sources: [{ name: "import", is_configured: true, setting: null }],
    ...overrides,
  };
}

it("lists each platform's sources in their order, and what to set", async () => {
  const server = startFakeServer();
  const source = (name: string, isSet: boolean, setting: string | null) => ({
    name,
    is_configured: isSet,
    setting,
  });
  server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
  server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
  server.answer("GET /api/v1/social/platforms", {
    body: {
      items: [
        fakePlatform({
          sources: [
            source("demo", true, null),
            source("custom", false, "CUSTOM_SOURCE_URL"),
            source("twitterapi_io", true, "TWITTERAPI_KEY"),
          ],
        }),
        fakePlatform({
          name: "instagram",
          label: "Instagram",
          sources: [
            source("import", true, null),
            source("custom", false, "CUSTOM_SOURCE_PLATFORMS"),
            source("brightdata", false, "BRIGHTDATA_API_KEY"),
          ],
        }),
        fakePlatform({ name: "tiktok", label: "TikTok", links: false }),
      ],
      next_cursor: null,
    },
  });
  renderApp("/settings/sources");
  expect(await screen.findByText(/It is there for other platforms\./)).toHaveTextContent(
    /name this one in\s*CUSTOM_SOURCE_PLATFORMS/,
  );
  const chain = await screen.findByRole("list", { name: "Sources of X, in their order" });
  expect(
    within(chain)
      .getAllByRole("listitem")
      .map((item) => item.textContent),
  ).toEqual([
    expect.stringMatching(/^Demo.*Set up$/),
    expect.stringMatching(/^A collector of your own.*Not set up.*CUSTOM_SOURCE_URL/),
    expect.stringMatching(/^TwitterAPI.io.*Set up$/),
  ]);
  // Only Instagram has nothing that reads links.
  expect(screen.getAllByText(/Links to real posts cannot be read yet/)).toHaveLength(1);
  expect(screen.getByText(/Posts of TikTok come from your imports alone/)).toBeVisible();
});
