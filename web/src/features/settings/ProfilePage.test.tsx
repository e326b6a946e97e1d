import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { changeLanguage } from "@/lib/i18n";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const ME = "GET /api/v1/accounts/me";
const CHANGE = "PATCH /api/v1/accounts/me";

describe("ProfilePage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer(ME, { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
  });

  it("is where the settings begin, marked in their list", async () => {
    const { router } = renderApp("/settings");
    const list = await screen.findByRole("navigation", { name: "Settings" });
    expect(router.state.location.pathname).toBe("/settings/profile");
    expect(within(list).getByRole("link", { name: "Profile" })).toHaveAttribute(
      "aria-current",
      "page",
    );
    expect(document.title).toBe("Profile · Postscope");
  });

  it("sends what was written, an emptied name as none, and speaks the chosen language", async () => {
    server.answer(CHANGE, { body: { ...fakeUser(), full_name: null, language: "de" } });
    const { user } = renderApp("/settings/profile");
    const name = await screen.findByLabelText("Your name");
    expect(name).toHaveValue("Runa Falk");
    expect(screen.getByRole("button", { name: "Save the profile" })).toBeDisabled();
    await user.clear(name);
    await user.type(screen.getByLabelText("Company"), "Kelp & Söhne");
    await user.selectOptions(screen.getByLabelText("Language"), "Deutsch");
    await user.selectOptions(screen.getByLabelText("Time zone"), "Asia/Tokyo");
    await user.click(screen.getByRole("button", { name: "Save the profile" }));
    expect(await screen.findByText("Gespeichert")).toBeVisible();
    await expect(server.made(CHANGE)[0]?.json()).resolves.toEqual({
      full_name: null,
      company_name: "Kelp & Söhne",
      language: "de",
      timezone: "Asia/Tokyo",
    });
    await changeLanguage("en");
  });

  it("keeps what was written where the server refuses a field", async () => {
    server.answer(CHANGE, {
      status: 422,
      body: {
        error: "A field is not valid.",
        code: "InvalidFields",
        fields: [{ field: "full_name", reason: "control_character", message: "No." }],
      },
    });
    const { user } = renderApp("/settings/profile");
    const name = await screen.findByLabelText("Your name");
    await user.type(name, "!");
    await user.click(screen.getByRole("button", { name: "Save the profile" }));
    expect(await screen.findByText("Use one line of plain text.")).toBeVisible();
    expect(name).toHaveValue("Runa Falk!");
    expect(name).toBeInvalid();
  });

  it("says what happened where the profile does not come, and tries again", async () => {
    server.answer(ME, { status: 500, body: { error: "No.", code: "Broken", request_id: "r-9" } });
    const { user } = renderApp("/settings/profile");
    expect(await screen.findByText("request r-9 · Broken · 500")).toBeVisible();
    server.answer(ME, { body: fakeUser() });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("Your name")).toHaveValue("Runa Falk");
  });

  it("is reached by the keys g s", async () => {
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    const { router, user } = renderApp("/requests");
    await screen.findByRole("heading", { name: "History" });
    await user.keyboard("gs");
    await screen.findByRole("heading", { level: 1, name: "Settings" });
    expect(router.state.location.pathname).toBe("/settings/profile");
  });

  it("is found by what stands in it", async () => {
    const { router, user } = renderApp("/settings/profile");
    await screen.findByLabelText("Your name");
    await user.keyboard("/");
    await user.type(await screen.findByRole("combobox", { name: /Find/ }), "time zone{Enter}");
    expect(router.state.location.pathname).toBe("/settings/profile");
  });
});
