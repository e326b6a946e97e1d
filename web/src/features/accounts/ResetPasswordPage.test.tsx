import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const ASK = "POST /api/v1/accounts/reset-password";
const CONFIRM = "POST /api/v1/accounts/reset-password/confirm";

describe("a forgotten password", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
  });

  it("is asked for from sign-in, and answered alike for every address", async () => {
    server.answer(ASK, { status: 202, body: { message: "If it exists." } });
    const { user } = renderApp("/sign-in", { isSignedIn: false });
    await user.click(await screen.findByRole("link", { name: "Forgot the password?" }));
    await user.type(await screen.findByLabelText("E-mail"), "nobody@kelp.example");
    await user.click(screen.getByRole("button", { name: "Send the link" }));
    expect(
      await screen.findByText("If nobody@kelp.example has an account, a link is on its way to it."),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Use another address" }));
    expect(await screen.findByLabelText("E-mail")).toBeVisible();
  });

  it("is replaced with the token of the link", async () => {
    server.answer(CONFIRM, { status: 204 });
    const { user } = renderApp("/reset-password#token=t-1", { isSignedIn: false });
    await user.type(await screen.findByLabelText("New password"), "four plain words here");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    expect(await screen.findByRole("heading", { name: "The password is changed" })).toBeVisible();
    await expect(server.made(CONFIRM)[0]?.json()).resolves.toEqual({
      token: "t-1",
      password: "four plain words here",
    });
    expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/sign-in");
  });

  it("ends the session of this browser too", async () => {
    server.answer(CONFIRM, { status: 204 });
    const { router, user } = renderApp("/reset-password#token=t-2");
    await user.type(await screen.findByLabelText("New password"), "four plain words here");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    await user.click(await screen.findByRole("link", { name: "Sign in" }));
    await screen.findByRole("heading", { name: "Sign in" });
    expect(router.state.location.pathname).toBe("/sign-in");
  });

  it("tells why a password is not taken, and keeps the link", async () => {
    server.answer(CONFIRM, {
      status: 422,
      body: {
        error: "Choose another.",
        code: "PasswordNotTaken",
        fields: [{ field: "password", reason: "breached", message: "Stolen." }],
      },
    });
    const { user } = renderApp("/reset-password#token=t-3", { isSignedIn: false });
    const field = await screen.findByLabelText("New password");
    await user.type(field, "correct horse battery");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    await screen.findByText(/in a published list of stolen passwords/);
    expect(field).toBeInvalid();
    server.answer(CONFIRM, { status: 204 });
    await user.type(field, " staple");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    await screen.findByRole("heading", { name: "The password is changed" });
  });

  it("leads to another link where this one is over", async () => {
    const fields = [{ field: "token", reason: "expired", message: "Old." }];
    server.answer(CONFIRM, { status: 422, body: { error: "No.", code: "LinkExpired", fields } });
    const { user } = renderApp("/reset-password#token=t-4", { isSignedIn: false });
    await user.type(await screen.findByLabelText("New password"), "four plain words here");
    await user.click(screen.getByRole("button", { name: "Set the password" }));
    await user.click(await screen.findByRole("link", { name: "Ask for another link" }));
    expect(await screen.findByRole("button", { name: "Send the link" })).toBeVisible();
  });
});
