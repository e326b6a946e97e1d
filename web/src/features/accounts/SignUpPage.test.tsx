import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const SIGN_UP = "POST /api/v1/accounts/signup";

async function fillIn(password: string) {
  const { user } = renderApp("/sign-up", { isSignedIn: false });
  await user.type(await screen.findByLabelText("E-mail"), "runa@kelp.example");
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Create the account" }));
}

describe("SignUpPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
  });

  it("counts the characters that a password lacks", async () => {
    await fillIn("eight888");
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(
      "2 more characters are needed.",
    );
    expect(server.made(SIGN_UP)).toHaveLength(0);
  });

  it("shows the server's refusal at the field concerned", async () => {
    server.answer(SIGN_UP, {
      status: 422,
      body: {
        error: "A field is not valid.",
        code: "InvalidFields",
        request_id: "r-1",
        fields: [{ field: "password", reason: "commonplace", message: "Too well known." }],
      },
    });
    await fillIn("passwordpassword");
    expect(await screen.findByText("Too well known.")).toBeVisible();
    expect(screen.getByLabelText("Password")).toBeInvalid();
  });

  it("points to sign-in where the address is taken", async () => {
    server.answer(SIGN_UP, { status: 409, body: { error: "Taken.", code: "Taken" } });
    await fillIn("four plain words here");
    expect(await screen.findByRole("alert")).toHaveTextContent("There is an account");
  });

  it("sends the browser's time zone along", async () => {
    server.answer(SIGN_UP, { status: 500, body: {} });
    await fillIn("four plain words here");
    await screen.findByRole("alert");
    const sent: unknown = await server.made(SIGN_UP)[0]?.json();
    expect(sent).toMatchObject({
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      full_name: null,
    });
  });
});
