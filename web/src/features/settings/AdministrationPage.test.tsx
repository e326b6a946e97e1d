import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const OPEN = "POST /api/v1/accounts/admin-session";

describe("AdministrationPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
  });

  it("opens the pages of each service for a while", async () => {
    server.answer("GET /api/v1/accounts/me", { body: { ...fakeUser(), role: "admin" } });
    server.answer(OPEN, {
      body: { expires_in: 900, areas: [{ service: "billing", url: "/admin/billing" }] },
    });
    const { user } = renderApp("/settings/administration");
    await user.click(await screen.findByRole("button", { name: /Open the admin pages/ }));
    const areas = await screen.findByRole("list", { name: "Admin pages" });
    expect(within(areas).getByRole("link", { name: "billing" })).toHaveAttribute(
      "href",
      "/admin/billing",
    );
    expect(screen.getByText(/They let you in until/)).toBeVisible();
  });

  it("offers nothing to others, and is not in their list", async () => {
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    renderApp("/settings/administration");
    expect(await screen.findByText("These pages are for administrators.")).toBeVisible();
    expect(screen.queryByRole("button", { name: /Open the admin pages/ })).toBeNull();
    const list = screen.getByRole("navigation", { name: "Settings" });
    expect(within(list).queryByRole("link", { name: "Administration" })).toBeNull();
  });
});
