import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeLimits, fakeRequest, fakeUser, REQUEST_ID } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const LIST = "GET /api/v1/analysis/requests";
const FAILED_ID = "019a0000-0000-7000-8000-000000000077";
const DELETE = `DELETE /api/v1/analysis/requests/${REQUEST_ID}`;
const PARTIAL = fakeRequest({
  status: "COMPLETED",
  display_name: "Kelp, dried on a roof and 19 more",
  counts: { total: 20, done: 18, failed: 2 },
});
const FAILED = fakeRequest({
  id: FAILED_ID,
  status: "FAILED",
  display_name: "Salt",
  counts: { total: 1, done: 0, failed: 1 },
  error: { stage: "fetching_posts", category: "api_error", reason: "private", details: {} },
  is_retryable: true,
});

function startServer(): FakeServer {
  const server = startFakeServer();
  server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
  server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
  server.answer("GET /api/v1/social/platforms", { body: { items: [], next_cursor: null } });
  server.answer(LIST, { body: { items: [PARTIAL, FAILED], next_cursor: null } });
  return server;
}

async function findRows() {
  const table = await screen.findByRole("table", { name: "History" });
  return within(table).getAllByRole("row").slice(1);
}

function askedFor(server: FakeServer): URLSearchParams {
  return new URL(server.made(LIST).at(-1)?.url ?? "").searchParams;
}

describe("HistoryPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startServer();
  });

  it("says of how many posts there is a result, and why of none", async () => {
    renderApp("/requests");
    const [partial, failed] = await findRows();
    expect(partial).toHaveTextContent(/and 19 more.*18 of 20 ready/);
    expect(failed).toHaveTextContent(/Salt.*Private.*Failed.*0 of 1/);
  });

  it("asks for what the address says, and writes what is chosen into it", async () => {
    const { router, user } = renderApp("/requests?q=kelp&status=FAILED");
    await findRows();
    expect(askedFor(server).get("q")).toBe("kelp");
    expect(askedFor(server).getAll("status")).toEqual(["FAILED"]);
    await user.click(screen.getByRole("button", { name: "State: Failed" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "Ready in part" }));
    await waitFor(() => expect(askedFor(server).getAll("status")).toEqual(["FAILED", "partial"]));
    expect(router.state.location.search).toMatchObject({ status: "FAILED,partial" });
  });

  it("tries a failed analysis again from its row", async () => {
    const retry = `POST /api/v1/analysis/requests/${FAILED_ID}/retry`;
    server.answer(retry, { status: 202, body: { ...FAILED, status: "PENDING" } });
    const { user } = renderApp("/requests");
    await findRows();
    expect(screen.queryByRole("button", { name: /^Try again: Kelp/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Try again: Salt" }));
    await waitFor(() => expect(server.made(retry)).toHaveLength(1));
  });

  it("deletes at once and puts it back on undo", async () => {
    const restore = `POST /api/v1/analysis/requests/${REQUEST_ID}/restore`;
    server.answer(DELETE, { status: 204 });
    server.answer(restore, { body: PARTIAL });
    const { user } = renderApp("/requests");
    await findRows();
    server.answer(LIST, { body: { items: [FAILED], next_cursor: null } });
    await user.click(screen.getByRole("button", { name: /^Delete Kelp/ }));
    await waitFor(async () => expect(await findRows()).toHaveLength(1));
    server.answer(LIST, { body: { items: [PARTIAL, FAILED], next_cursor: null } });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(async () => expect(await findRows()).toHaveLength(2));
    await waitFor(() => expect(server.made(restore)).toHaveLength(1));
  });

  it("shows it again where the server does not delete it", async () => {
    server.answer(DELETE, {
      status: 409,
      body: { error: "It is under way: stop it first.", code: "X", request_id: "r" },
    });
    const { user } = renderApp("/requests");
    await findRows();
    await user.click(screen.getByRole("button", { name: /^Delete Kelp/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("stop it first");
    expect(await findRows()).toHaveLength(2);
  });

  it("offers no deletion of what is under way", async () => {
    const running = fakeRequest({ status: "PROCESSING", display_name: "Tide", progress: 41.7 });
    server.answer(LIST, { body: { items: [running], next_cursor: null } });
    renderApp("/requests");
    const [row] = await findRows();
    expect(row).toHaveTextContent("42 %");
    expect(screen.queryByRole("button", { name: /^Delete/ })).toBeNull();
  });

  it("tells an empty history from one that the filters hide", async () => {
    server.answer(LIST, { body: { items: [], next_cursor: null } });
    const { router, user } = renderApp("/requests?platform=x");
    await user.click(await screen.findByRole("button", { name: "Clear all filters" }));
    expect(await screen.findByRole("heading", { name: /Nothing has been analysed/ })).toBeVisible();
    expect(router.state.location.search).toEqual({});
  });
});
