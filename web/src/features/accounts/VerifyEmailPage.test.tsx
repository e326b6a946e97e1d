import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const VERIFY = "POST /api/v1/accounts/verify-email";
const RESEND = "POST /api/v1/accounts/verify-email/resend";

function refuse(code: string, reason: string) {
  const fields = [{ field: "token", reason, message: "No." }];
  return { status: 422, body: { error: "No.", code, fields } };
}

describe("VerifyEmailPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: { ...fakeUser(), email_verified: false } });
  });

  it("takes the token behind the # once, and leads on", async () => {
    server.answer(VERIFY, { status: 204 });
    renderApp("/verify-email#token=abc-1", { isSignedIn: false });
    expect(await screen.findByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
    expect(screen.getByRole("link", { name: "Sign in" })).toBeVisible();
    expect(server.made(VERIFY)).toHaveLength(1);
    await expect(server.made(VERIFY)[0]?.json()).resolves.toEqual({ token: "abc-1" });
  });

  it("sends another mail to who is signed in and came too late", async () => {
    server.answer(VERIFY, refuse("LinkExpired", "expired"));
    server.answer(RESEND, { status: 202, body: { message: "Sent." } });
    const { user } = renderApp("/verify-email#token=old");
    expect(await screen.findByRole("heading", { name: "This link is too old" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Send the mail again" }));
    expect(await screen.findByText(/Another link is on its way/)).toBeVisible();
    expect(server.made(RESEND)).toHaveLength(1);
  });

  it("leads who is not signed in to sign-in for another", async () => {
    server.answer(VERIFY, refuse("LinkReplaced", "replaced"));
    renderApp("/verify-email#token=older", { isSignedIn: false });
    const link = await screen.findByRole("link", { name: "Sign in to get another" });
    expect(link).toHaveAttribute("href", "/sign-in?next=%2Fsettings%2Fprofile");
  });

  it("is content with a used link of who is verified", async () => {
    server.answer(VERIFY, refuse("LinkUsed", "used"));
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    renderApp("/verify-email#token=used");
    expect(await screen.findByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
  });

  it("says that a link without a token is not whole, and asks nobody", async () => {
    renderApp("/verify-email", { isSignedIn: false });
    expect(await screen.findByRole("heading", { name: "This link is incomplete" })).toBeVisible();
    expect(server.made(VERIFY)).toHaveLength(0);
  });

  it("tries again with the same token after an outage", async () => {
    server.answer(VERIFY, { status: 503, body: { error: "Away.", code: "Unavailable" } });
    const { user } = renderApp("/verify-email#token=abc-2", { isSignedIn: false });
    const again = await screen.findByRole("button", { name: "Try again" });
    server.answer(VERIFY, { status: 204 });
    await user.click(again);
    await screen.findByRole("heading", { name: "Your address is confirmed" });
    expect(server.made(VERIFY)).toHaveLength(2);
  });
});

describe("the line over the pages", () => {
  let server: FakeServer;
  beforeEach(() => {
    sessionStorage.clear();
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: { ...fakeUser(), email_verified: false } });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
  });

  it("says how long to wait where a mail was sent only just now", async () => {
    server.answer(RESEND, {
      status: 429,
      headers: { "Retry-After": "42" },
      body: { error: "Wait.", code: "TooManyMails" },
    });
    const { user } = renderApp("/requests");
    await user.click(await screen.findByRole("button", { name: "Send the mail again" }));
    expect(await screen.findByText(/Another can be sent in 42 s/)).toBeVisible();
  });

  it("goes for the session when told to", async () => {
    const { user, router } = renderApp("/requests");
    await user.click(await screen.findByRole("button", { name: "Hide this line for now" }));
    expect(screen.queryByText(/Confirm your address/)).toBeNull();
    await router.navigate({ to: "/settings/profile" });
    await screen.findByRole("heading", { name: "Settings" });
    expect(screen.queryByText(/Confirm your address/)).toBeNull();
  });

  it("goes once the address turns out to be verified", async () => {
    server.answer(RESEND, { status: 409, body: { error: "Is.", code: "EmailAlreadyVerified" } });
    const { user } = renderApp("/requests");
    const again = await screen.findByRole("button", { name: "Send the mail again" });
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    await user.click(again);
    await waitFor(() => expect(screen.queryByText(/Confirm your address/)).toBeNull());
  });
});
