import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { SignIn } from "@/lib/api/types";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const SESSIONS = "/api/v1/accounts/sessions";
const OTHER_ID = "019a0000-0000-7000-8000-00000000000d";

function fakeSignIn(overrides: Partial<SignIn> = {}): SignIn {
  return {
    id: "019a0000-0000-7000-8000-00000000000c",
    created_at: "2026-11-05T15:00:00Z",
    last_used_at: "2026-11-06T15:00:00Z",
    expires_at: "2026-12-06T15:00:00Z",
    address: "203.0.113.0/24",
    device: "Firefox on Linux",
    is_current: true,
    ...overrides,
  };
}

const other = fakeSignIn({ id: OTHER_ID, device: "Safari on iPhone", is_current: false });

function refuse(field: string, reason: string) {
  const fields = [{ field, reason, message: "No." }];
  return { status: 422, body: { error: "No.", code: "InvalidFields", fields } };
}

describe("SecurityPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer(`GET ${SESSIONS}`, {
      body: { items: [other, fakeSignIn()], next_cursor: null },
    });
  });

  it("changes the password, and says why one is not taken", async () => {
    const CHANGE = "POST /api/v1/accounts/change-password";
    server.answer(CHANGE, refuse("new_password", "too_easy"));
    const { user } = renderApp("/settings/security");
    const present = await screen.findByLabelText("Current password");
    await user.type(present, "a quite uncommon sentence");
    await user.type(screen.getByLabelText("New password"), "correct horse");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByText(/It is too easy to guess/)).toBeVisible();
    server.answer(CHANGE, { status: 204 });
    await user.type(screen.getByLabelText("New password"), " battery");
    await user.click(screen.getByRole("button", { name: "Change the password" }));
    expect(await screen.findByText("Changed. All other sessions have ended.")).toBeVisible();
    expect(present).toHaveValue("");
    await expect(server.made(CHANGE)[1]?.json()).resolves.toEqual({
      current_password: "a quite uncommon sentence",
      new_password: "correct horse battery",
    });
  });

  it("asks for the password before the address changes", async () => {
    const CHANGE = "POST /api/v1/accounts/change-email";
    server.answer(CHANGE, refuse("current_password", "wrong"));
    const { user } = renderApp("/settings/security");
    await user.type(await screen.findByLabelText("New address"), "runa@tide.example");
    await user.type(screen.getByLabelText("Your password"), "wrong");
    await user.click(screen.getByRole("button", { name: "Change the address" }));
    expect(await screen.findByText("This is not your password.")).toBeVisible();
    server.answer(CHANGE, { status: 202, body: { message: "Sent." } });
    await user.click(screen.getByRole("button", { name: "Change the address" }));
    expect(await screen.findByText("A link is on its way to runa@tide.example.")).toBeVisible();
  });

  it("marks this session, and ends another after a question", async () => {
    server.answer(`DELETE ${SESSIONS}/${OTHER_ID}`, { status: 204 });
    const { user } = renderApp("/settings/security");
    const list = await screen.findByRole("list", { name: "Sessions" });
    const [first, second] = within(list).getAllByRole("listitem");
    expect(first).toHaveTextContent("Firefox on LinuxThis one");
    expect(within(first as HTMLElement).queryByRole("button")).toBeNull();
    expect(second).toHaveTextContent("203.0.113.0/24");
    await user.click(screen.getByRole("button", { name: "End the session: Safari on iPhone" }));
    server.answer(`GET ${SESSIONS}`, { body: { items: [fakeSignIn()], next_cursor: null } });
    const question = screen.getByRole("dialog", { name: "End the session on Safari on iPhone?" });
    await user.click(within(question).getByRole("button", { name: "End the session" }));
    await screen.findByText("This one");
    await waitFor(() => expect(server.made(`DELETE ${SESSIONS}/${OTHER_ID}`)).toHaveLength(1));
    expect(screen.queryByRole("button", { name: "End all other sessions" })).toBeNull();
  });

  it("ends all others at once", async () => {
    server.answer(`DELETE ${SESSIONS}`, { status: 204 });
    const { user } = renderApp("/settings/security");
    await user.click(await screen.findByRole("button", { name: "End all other sessions" }));
    const question = screen.getByRole("dialog", { name: "End all other sessions?" });
    await user.click(within(question).getByRole("button", { name: "End all other sessions" }));
    await screen.findByRole("list", { name: "Sessions" });
    await waitFor(() => expect(server.made(`DELETE ${SESSIONS}`)).toHaveLength(1));
  });
});
