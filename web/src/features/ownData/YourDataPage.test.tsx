import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { DataExport, ErasureReceipt } from "@/lib/api/types";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const EXPORT = "GET /api/v1/accounts/me/export";
const ERASE = "DELETE /api/v1/accounts/me";
const AT = "2026-11-05T15:00:00Z";

function fakeExport(overrides: Partial<DataExport> = {}): DataExport {
  return {
    id: "019a0000-0000-7000-8000-0000000000f1",
    state: "preparing",
    parts: [
      { service: "auth", state: "ready", rows: { "sessions.json": 3 }, files: 0 },
      { service: "social", state: "preparing", rows: {}, files: 0 },
    ],
    created_at: AT,
    ready_at: null,
    size_bytes: null,
    download_url: null,
    expires_at: "2026-11-12T15:00:00Z",
    ...overrides,
  };
}

const ready = fakeExport({
  state: "ready",
  ready_at: AT,
  size_bytes: 2_400_000,
  download_url: "/media/export.zip?signature=x",
});

function fakeReceipt(state: "running" | "done"): ErasureReceipt {
  return {
    erasure_id: "019a0000-0000-7000-8000-0000000000f2",
    state,
    requested_at: AT,
    completed_at: state === "done" ? AT : null,
    services: [
      { service: "auth", state: "done", erased_at: AT, counts: { sessions: 2, users: 1 } },
      {
        service: "social",
        state: state === "done" ? "done" : "waiting",
        erased_at: null,
        counts: {},
      },
    ],
  };
}

describe("YourDataPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    localStorage.clear();
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/social/activity", { body: { items: [], next_cursor: null } });
  });

  it("lists what was done with posts, with the way to each", async () => {
    const POST_ID = "019a0000-0000-7000-8000-000000000002";
    server.answer("GET /api/v1/social/activity", {
      body: {
        items: [
          {
            id: "019a0000-0000-7000-8000-0000000000f3",
            kind: "viewed",
            post: {
              id: POST_ID,
              platform: "youtube",
              url: "https://demo.invalid/youtube/kelp-1",
              creator_name: "Kelp Roof",
              title: "Kelp, dried on a roof",
            },
            on: "2026-11-05",
            times: 3,
            first_at: AT,
            last_at: AT,
          },
        ],
        next_cursor: null,
      },
    });
    renderApp("/settings/data");
    const list = await screen.findByRole("list", { name: "What you did with posts" });
    expect(list).toHaveTextContent(/Looked at.*Kelp, dried on a roof.*Kelp Roof.*3 times/);
    expect(within(list).getByRole("link")).toHaveAttribute("href", `/library?post=${POST_ID}`);
  });

  it("begins no archive before it is asked to, and shows how far one is until it is ready", async () => {
    server.answer(EXPORT, { body: fakeExport() });
    const { user } = renderApp("/settings/data");
    const start = await screen.findByRole("button", { name: "Prepare the archive" });
    expect(server.made(EXPORT)).toHaveLength(0);
    await user.click(start);
    expect(await screen.findByText("1 of 2 parts written")).toBeVisible();
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
    server.answer(EXPORT, { body: ready });
    expect(await screen.findByText("The archive is ready: 2.3 MB.")).toBeVisible();
    expect(screen.getByRole("link", { name: "Download the archive" })).toHaveAttribute(
      "href",
      "/media/export.zip?signature=x",
    );
  });

  it("finds an archive again that was asked for here", async () => {
    localStorage.setItem("postscope.export", fakeUser().id);
    server.answer(EXPORT, { body: ready });
    renderApp("/settings/data");
    expect(await screen.findByRole("link", { name: "Download the archive" })).toBeVisible();
  });

  it("erases nothing without the right words and the right password", async () => {
    const fields = [{ field: "password", reason: "wrong", message: "No." }];
    server.answer(ERASE, { status: 422, body: { error: "No.", code: "WrongPassword", fields } });
    const { user } = renderApp("/settings/data");
    await user.click(await screen.findByRole("button", { name: "Erase the account" }));
    const dialog = await screen.findByRole("dialog", { name: "Erase the account?" });
    const words = within(dialog).getByLabelText("To confirm, write runa@kelp.example");
    await user.type(words, "runa@kelp");
    await user.type(within(dialog).getByLabelText("Your password"), "wrong");
    await user.click(within(dialog).getByRole("button", { name: "Erase all of it" }));
    expect(within(dialog).getByText("This is something else.")).toBeVisible();
    expect(server.made(ERASE)).toHaveLength(0);
    await user.type(words, ".example");
    await user.click(within(dialog).getByRole("button", { name: "Erase all of it" }));
    expect(await within(dialog).findByText("This is not your password.")).toBeVisible();
  });

  it("leads from the erasure to its receipt, signed out", async () => {
    server.answer(ERASE, {
      status: 202,
      body: {
        erasure_id: "019a0000-0000-7000-8000-0000000000f2",
        receipt_token: "secret-1",
        receipt_url: "/api/v1/accounts/erasures/secret-1",
        requested_at: AT,
        message: "Begun.",
      },
    });
    const RECEIPT = "GET /api/v1/accounts/erasures/secret-1";
    server.answer(RECEIPT, { body: fakeReceipt("running") });
    const { router, user } = renderApp("/settings/data");
    await user.click(await screen.findByRole("button", { name: "Erase the account" }));
    const dialog = await screen.findByRole("dialog", { name: "Erase the account?" });
    await user.type(
      within(dialog).getByLabelText("To confirm, write runa@kelp.example"),
      "runa@kelp.example",
    );
    await user.type(within(dialog).getByLabelText("Your password"), "a quite uncommon sentence");
    await user.click(within(dialog).getByRole("button", { name: "Erase all of it" }));
    await screen.findByRole("heading", { name: "Your account is being erased" });
    expect(router.state.location.pathname).toBe("/goodbye");
    expect(router.state.location.hash).toBe("receipt=secret-1");
    expect(await screen.findByText("3 entries erased")).toBeVisible();
    server.answer(RECEIPT, { body: fakeReceipt("done") });
    expect(await screen.findByRole("heading", { name: "Your account is erased" })).toBeVisible();
    expect(screen.getByText("nothing was there")).toBeVisible();
    await router.navigate({ to: "/analyse" });
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});

describe("GoodbyePage", () => {
  it("says where there is no receipt", async () => {
    startFakeServer();
    renderApp("/goodbye", { isSignedIn: false });
    expect(await screen.findByRole("heading", { name: "There is no receipt here" })).toBeVisible();
  });
});
