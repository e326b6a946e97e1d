import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { changeLanguage } from "@/lib/i18n";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const PATCH = "PATCH /api/v1/accounts/me";

describe("the language of the account menu", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer("GET /api/v1/social/demo", { body: { creators: [] } });
  });

  afterEach(async () => {
    await changeLanguage("en");
    localStorage.clear();
  });

  it("changes the page at once and the profile with it", async () => {
    server.answer(PATCH, { body: { ...fakeUser(), language: "de" } });
    const { user } = renderApp("/analyse");
    const [button] = await screen.findAllByRole("button", { name: /^Account of/ });
    if (button === undefined) throw new Error("there is no account menu");
    await user.click(button);
    await user.click(await screen.findByRole("menuitemradio", { name: "Deutsch" }));
    expect(await screen.findAllByRole("navigation", { name: "Hauptbereiche" })).toHaveLength(2);
    expect(document.documentElement).toHaveAttribute("lang", "de");
    await waitFor(() => expect(server.made(PATCH)).toHaveLength(1));
    await expect(server.made(PATCH)[0]?.json()).resolves.toEqual({ language: "de" });
  });

  it("follows the profile, whatever the browser speaks", async () => {
    server.answer("GET /api/v1/accounts/me", { body: { ...fakeUser(), language: "de-AT" } });
    renderApp("/analyse");
    expect(await screen.findAllByRole("navigation", { name: "Hauptbereiche" })).toHaveLength(2);
    expect(localStorage.getItem("postscope.language")).toBe("de");
  });
});
