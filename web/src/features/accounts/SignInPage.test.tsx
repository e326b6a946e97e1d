import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const LOGIN = "POST /api/v1/accounts/login";
const signedIn = {
  user: fakeUser(),
  access_token: "t",
  token_type: "bearer",
  expires_in: 600,
  refresh_token: null,
};

describe("SignInPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer("GET /api/v1/social/demo", { body: { creators: [] } });
  });

  it("asks those who are not signed in, and returns to where they wanted to go", async () => {
    server.answer(LOGIN, { body: signedIn });
    const { router, user } = renderApp("/requests", { isSignedIn: false });
    await user.type(await screen.findByLabelText("E-mail"), "runa@kelp.example");
    await user.type(screen.getByLabelText("Password"), "four plain words here");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { name: "History" })).toBeVisible();
    expect(router.state.location.pathname).toBe("/requests");
    await expect(server.made(LOGIN)[0]?.json()).resolves.toEqual({
      email: "runa@kelp.example",
      password: "four plain words here",
    });
  });

  it("names what is missing at the field, and sends nothing", async () => {
    const { user } = renderApp("/sign-in", { isSignedIn: false });
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    const email = screen.getByLabelText("E-mail");
    expect(email).toBeInvalid();
    expect(email).toHaveAccessibleDescription("Write your e-mail address.");
    expect(server.made(LOGIN)).toHaveLength(0);
  });

  it("does not tell which of the two was wrong", async () => {
    server.answer(LOGIN, { status: 401, body: { error: "No.", code: "WrongCredentials" } });
    const { user } = renderApp("/sign-in", { isSignedIn: false });
    await user.type(await screen.findByLabelText("E-mail"), "runa@kelp.example");
    await user.type(screen.getByLabelText("Password"), "wrong");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "E-mail and password do not belong together.",
    );
  });

  it("shows the password on request", async () => {
    const { user } = renderApp("/sign-in", { isSignedIn: false });
    const password = await screen.findByLabelText("Password");
    expect(password).toHaveAttribute("type", "password");
    await user.click(screen.getByRole("button", { name: "Show the password" }));
    expect(password).toHaveAttribute("type", "text");
  });

  it("goes to no other site after sign-in", async () => {
    server.answer(LOGIN, { body: signedIn });
    const { router, user } = renderApp("/sign-in?next=//evil.example", { isSignedIn: false });
    await user.type(await screen.findByLabelText("E-mail"), "runa@kelp.example");
    await user.type(screen.getByLabelText("Password"), "four plain words here");
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByRole("heading", { level: 1, name: /Begin with one post/ });
    expect(router.state.location.pathname).toBe("/analyse");
  });
});
