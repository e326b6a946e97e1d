import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { ApiKey } from "@/lib/api/types";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const KEYS = "/api/v1/accounts/api-keys";
const KEY_ID = "019a0000-0000-7000-8000-00000000000b";
const SECRET = "ps_live_0123456789abcdefghijklmnopqrstuvwxyz";

function fakeKey(overrides: Partial<ApiKey> = {}): ApiKey {
  return {
    id: KEY_ID,
    name: "Nightly report",
    prefix: "ps_live_",
    last_four: "wxyz",
    scopes: ["analysis:read"],
    created_at: "2026-11-05T15:00:00Z",
    expires_at: null,
    last_used_at: null,
    is_expired: false,
    ...overrides,
  };
}

describe("ApiKeysPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer(`GET ${KEYS}`, { body: { items: [], next_cursor: null } });
    server.answer(`GET ${KEYS}/scopes`, {
      body: {
        items: [
          { scope: "analysis:read", description: "See your analyses and their results" },
          { scope: "analysis:write", description: "Start analyses" },
          { scope: "orbit:read", description: "Something new" },
        ],
      },
    });
  });

  it("makes a key, shows it once with a command, and never again", async () => {
    server.answer(`POST ${KEYS}`, { status: 201, body: { ...fakeKey(), key: SECRET } });
    const { router, user } = renderApp("/settings/api-keys");
    await user.click(await screen.findByRole("button", { name: "Make a key" }));
    expect(router.state.location.search).toEqual({ make: true });
    const drawer = await screen.findByRole("dialog", { name: "Make an API key" });
    await user.type(await within(drawer).findByLabelText("Name"), "Nightly report");
    await user.click(within(drawer).getByLabelText("See your analyses and their results"));
    await user.selectOptions(within(drawer).getByLabelText("It ends"), "Never");
    server.answer(`GET ${KEYS}`, { body: { items: [fakeKey()], next_cursor: null } });
    await user.click(within(drawer).getByRole("button", { name: "Make the key" }));

    expect(await screen.findByText(SECRET)).toBeVisible();
    expect(screen.getByLabelText("A command that uses the key")).toHaveTextContent(
      `curl -H "Authorization: Bearer ${SECRET}" ${window.location.origin}/api/v1/analysis/requests`,
    );
    await expect(server.made(`POST ${KEYS}`)[0]?.json()).resolves.toEqual({
      name: "Nightly report",
      scopes: ["analysis:read"],
      expires_at: null,
    });
    await user.click(screen.getByRole("button", { name: "I have copied it" }));
    expect(screen.queryByText(SECRET)).toBeNull();
    expect(await screen.findByText("ps_live_…wxyz")).toBeVisible();
  });

  it("asks for a name and a right before it sends anything", async () => {
    const { user } = renderApp("/settings/api-keys?make=true");
    await user.click(await screen.findByRole("button", { name: "Make the key" }));
    expect(screen.getByLabelText("Name")).toBeInvalid();
    expect(screen.getByText(/Tick at least one/)).toBeVisible();
    expect(server.made(`POST ${KEYS}`)).toHaveLength(0);
  });

  it("ticks only what reads, and names what it does not know in the server's words", async () => {
    const { user } = renderApp("/settings/api-keys?make=true");
    await user.click(await screen.findByRole("button", { name: "Only reading" }));
    expect(screen.getByLabelText("Something new")).toBeChecked();
    expect(screen.getByLabelText("Start, retry, stop and delete analyses")).not.toBeChecked();
  });

  it("revokes a key after a question", async () => {
    server.answer(`GET ${KEYS}`, { body: { items: [fakeKey()], next_cursor: null } });
    server.answer(`DELETE ${KEYS}/${KEY_ID}`, { status: 204 });
    const { user } = renderApp("/settings/api-keys");
    await user.click(await screen.findByRole("button", { name: "Revoke “Nightly report”" }));
    const question = await screen.findByRole("dialog", { name: "Revoke “Nightly report”?" });
    expect(server.made(`DELETE ${KEYS}/${KEY_ID}`)).toHaveLength(0);
    server.answer(`GET ${KEYS}`, { body: { items: [], next_cursor: null } });
    await user.click(within(question).getByRole("button", { name: "Revoke the key" }));
    expect(await screen.findByText("No key yet")).toBeVisible();
    expect(server.made(`DELETE ${KEYS}/${KEY_ID}`)).toHaveLength(1);
  });

  it("says of a key that its time is over", async () => {
    const ended = fakeKey({ is_expired: true, expires_at: "2026-11-06T00:00:00Z" });
    server.answer(`GET ${KEYS}`, { body: { items: [ended], next_cursor: null } });
    renderApp("/settings/api-keys");
    expect(await screen.findByText("Ended")).toBeVisible();
  });
});
