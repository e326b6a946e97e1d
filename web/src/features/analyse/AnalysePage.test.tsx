import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeLimits, fakePost, fakeRequest, fakeUser, REQUEST_ID } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const ANALYZE = "POST /api/v1/analysis/analyze";
const GOOD = "https://www.youtube.com/watch?v=abcdefghijk";
const TWIN = "https://youtu.be/abcdefghijk";
const PROFILE = "https://www.instagram.com/kelp.roof";

/** Reads links as the server does, as far as these tests need it. */
async function checkUrls(request: Request) {
  const { post_urls } = (await request.json()) as { post_urls: string[] };
  const items = post_urls.map((text, index) => {
    const isGood = text !== PROFILE;
    return {
      index,
      is_valid: isGood,
      platform: isGood ? "youtube" : "instagram",
      kind: isGood ? "video" : null,
      platform_post_id: isGood ? "abcdefghijk" : null,
      canonical_url: isGood ? GOOD : null,
      is_demo: false,
      needs_resolve: false,
      duplicate_of: null,
      is_held: false,
      handle: null,
      reason: isGood ? null : "profile_not_post",
      message: isGood ? null : "This is a profile, not a post.",
    };
  });
  return { body: { items, posts: 1 } };
}

function startServer(left = 25): FakeServer {
  const server = startFakeServer();
  server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
  server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left }) });
  server.answer("GET /api/v1/analysis/requests", {
    body: { items: [fakeRequest({ status: "COMPLETED" })], next_cursor: null },
  });
  server.answer("POST /api/v1/analysis/urls/check", checkUrls);
  server.answer("GET /api/v1/social/demo", {
    body: {
      creators: [
        {
          is_invented: true,
          platform: "youtube",
          creator_key: "kelproof",
          creator_name: "Kelp Roof",
          posts: [fakePost(), fakePost({ id: "p2", title: "Salt", url: "https://demo.invalid/2" })],
        },
      ],
    },
  });
  server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, { body: fakeRequest() });
  server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
    body: { items: [], next_cursor: null },
  });
  return server;
}

describe("AnalysePage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startServer();
  });

  it("reads each pasted line and says at once what is wrong", async () => {
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(`${GOOD}\n${PROFILE}\n${TWIN}`);
    expect(await screen.findByText(/^This is a profile, not a post\. Open one/)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Link 2" })).toBeInvalid();
    expect(screen.getByRole("textbox", { name: "Link 3" })).toHaveAccessibleDescription(
      "same as line 1",
    );
    expect(screen.getByRole("textbox", { name: "Link 4" })).toHaveFocus();
    expect(screen.getByRole("button", { name: "Analyse 1 post" })).toBeEnabled();
  });

  it("starts with the good lines alone and shows the work under way", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { router, user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(`${GOOD}\n${PROFILE}`);
    await screen.findByRole("button", { name: "Analyse 1 post" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("heading", { name: "Under way" })).toBeVisible();
    expect(router.state.location.search).toEqual({ request: REQUEST_ID });
    const sent = server.made(ANALYZE)[0];
    await expect(sent?.json()).resolves.toEqual({ post_urls: [GOOD] });
    expect(sent?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("starts what is submitted before it has been read, once it has", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(`${GOOD}\n${PROFILE}`);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(server.made(ANALYZE)).toHaveLength(1));
    await expect(server.made(ANALYZE)[0]?.json()).resolves.toEqual({ post_urls: [GOOD] });
  });

  it("forgets a hasty start when the line is changed before it was read", async () => {
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(GOOD);
    await user.keyboard("{Control>}{Enter}{/Control}");
    await user.keyboard("x");
    await screen.findByRole("button", { name: "Analyse 1 post" });
    expect(server.made(ANALYZE)).toHaveLength(0);
  });

  it("takes the focus from the emptied box to the work under way", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(GOOD);
    await user.click(await screen.findByRole("button", { name: "Analyse 1 post" }));
    await waitFor(() => expect(screen.getByRole("heading", { name: "Under way" })).toHaveFocus());
  });

  it("starts unread where the links could not be read", async () => {
    server.answer("POST /api/v1/analysis/urls/check", { status: 503, body: {} });
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(GOOD);
    expect(await screen.findByText(/could not be read just now/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Analyse 1 post" }));
    await waitFor(() => expect(server.made(ANALYZE)).toHaveLength(1));
  });

  it("keeps the key of a start that had no answer, so that it counts once", async () => {
    server.answer(ANALYZE, () => Promise.reject(new TypeError("fetch failed")));
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(GOOD);
    await user.click(await screen.findByRole("button", { name: "Analyse 1 post" }));
    await screen.findByText(/nothing was counted/);
    await user.click(screen.getByRole("button", { name: "Analyse 1 post" }));
    await waitFor(() => expect(server.made(ANALYZE)).toHaveLength(2));
    const keys = server.made(ANALYZE).map((sent) => sent.headers.get("Idempotency-Key"));
    expect(keys[0]).toBe(keys[1]);
  });

  it("asks again by itself while the first request with the key is worked on", async () => {
    const inUse = {
      error: "Not over yet.",
      code: "IdempotencyKeyInUse",
      request_id: "r",
      fields: [],
    };
    server.answer(ANALYZE, () =>
      server.made(ANALYZE).length < 2
        ? { status: 409, body: inUse }
        : { status: 202, body: fakeRequest() },
    );
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("button", { name: "Try it: Kelp, dried on a roof" }));
    await screen.findByRole("heading", { name: "Under way" }, { timeout: 3000 });
    const keys = server.made(ANALYZE).map((sent) => sent.headers.get("Idempotency-Key"));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
  });

  it("takes a second wish for the same post as a new one", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { user } = renderApp("/analyse");
    const again = await screen.findByRole("button", { name: "Try it: Kelp, dried on a roof" });
    await user.click(again);
    await screen.findByRole("heading", { name: "Under way" });
    await user.click(again);
    await waitFor(() => expect(server.made(ANALYZE)).toHaveLength(2));
    const keys = server.made(ANALYZE).map((sent) => sent.headers.get("Idempotency-Key"));
    expect(keys[0]).not.toBe(keys[1]);
  });

  it("stops before the limit and says what is left", async () => {
    server = startServer(0);
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("textbox", { name: "Link 1" }));
    await user.paste(GOOD);
    expect(await screen.findByText(/Today’s 25 posts are used up/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Analyse 1 post" })).toBeDisabled();
  });

  it("tries a demo post of the reader's choice", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("button", { name: "Choose another post" }));
    const choice = screen.getByRole("group", { name: "Post of Kelp Roof" });
    await user.click(within(choice).getByRole("radio", { name: /Salt/ }));
    await user.click(screen.getByRole("button", { name: "Try it: Salt" }));
    await waitFor(() => expect(server.made(ANALYZE)).toHaveLength(1));
    await expect(server.made(ANALYZE)[0]?.json()).resolves.toEqual({
      post_urls: ["https://demo.invalid/2"],
    });
  });

  it("greets the first visit with one field", async () => {
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    renderApp("/analyse");
    expect(await screen.findByRole("heading", { name: /Begin with one post/ })).toBeVisible();
    expect(screen.getAllByRole("textbox")).toHaveLength(1);
  });
});
