import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { LibraryPost } from "@/lib/api/types";

import {
  fakeLibraryPost,
  fakeLimits,
  fakeRequest,
  fakeStanding,
  fakeUser,
  REQUEST_ID,
} from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const POSTS = "GET /api/v1/social/posts";
const REMOVE = "POST /api/v1/social/posts/remove";
const RESTORE = "POST /api/v1/social/posts/restore";
const ID = (number: number): string => `019a0000-0000-7000-8000-0000000000${number}`;

const SOURCES = [
  { name: "demo", is_configured: true, setting: null },
  { name: "yt-dlp", is_configured: false, setting: "YTDLP_ENABLED" },
];
const NO_MULTIPLE = { usual: null, multiple: null, band: null, others: [] };
const SHELF = [
  fakeLibraryPost({ id: ID(11), title: "Kelp, dried on a roof" }),
  fakeLibraryPost({
    id: ID(12),
    title: "Salt",
    url: "https://demo.invalid/youtube/salt",
    standing: fakeStanding({ state: "no_baseline", sample_size: 5, ...NO_MULTIPLE }),
  }),
  fakeLibraryPost({
    id: ID(13),
    title: null,
    content: "الملح على السطح\nسطر آخر",
    platform: "tiktok",
    standing: fakeStanding({ state: "pending", sample_size: 0, ...NO_MULTIPLE }),
  }),
];

function page(items: readonly LibraryPost[], posts = items.length) {
  return { items, next_cursor: null, totals: { posts, creators: 2, outliers: 1 } };
}

function startServer(): FakeServer {
  const server = startFakeServer();
  server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
  server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
  server.answer(POSTS, { body: page(SHELF) });
  server.answer("GET /api/v1/social/creators", { body: { items: [], next_cursor: null } });
  server.answer("GET /api/v1/analysis/results", { body: { items: [], next_cursor: null } });
  server.answer("GET /api/v1/social/platforms", {
    body: {
      items: [
        { name: "youtube", label: "YouTube", is_active: true, links: true, sources: SOURCES },
        { name: "tiktok", label: "TikTok", is_active: true, links: false, sources: [] },
      ],
      next_cursor: null,
    },
  });
  return server;
}

function askedFor(server: FakeServer): URLSearchParams {
  return new URL(server.made(POSTS).at(-1)?.url ?? "").searchParams;
}

async function findRows() {
  const table = await screen.findByRole("table", { name: "Library" });
  return within(table).getAllByRole("row").slice(1);
}

describe("LibraryPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startServer();
  });

  it("asks for what is kept apart, for steps of the multiple and for sources", async () => {
    const { router, user } = renderApp("/library?least=3&only=saved,followed");
    await findRows();
    expect(askedFor(server).get("min_multiple")).toBe("3");
    expect(askedFor(server).get("saved")).toBe("true");
    expect(askedFor(server).get("followed")).toBe("true");

    await user.click(screen.getByRole("button", { name: "Source" }));
    const choices = await screen.findAllByRole("menuitemcheckbox");
    expect(choices.map((choice) => choice.textContent)).toEqual(["Your import", "Demo"]);
    await user.click(choices[1] as HTMLElement);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ source: "demo" }));
    await waitFor(() => expect(askedFor(server).getAll("source")).toEqual(["demo"]));
  });

  it("keeps a post apart at once, and as it was if the server refuses", async () => {
    server.answer("POST /api/v1/social/posts/save", {
      status: 500,
      body: { error: "x", code: "X", request_id: "r-1" },
    });
    const { user } = renderApp("/library");
    const star = await screen.findByRole("button", { name: "Save “Kelp, dried on a roof”" });
    expect(star).toHaveAttribute("aria-pressed", "false");
    await user.click(star);
    await waitFor(() => expect(server.made("POST /api/v1/social/posts/save")).toHaveLength(1));
    await waitFor(() => expect(star).toHaveAttribute("aria-pressed", "false"));

    server.answer("POST /api/v1/social/posts/save", { body: { posts: 1 } });
    server.answer(POSTS, {
      body: page(SHELF.map((post) => ({ ...post, is_saved: post.id === ID(11) }))),
    });
    await user.click(star);
    await waitFor(() => expect(star).toHaveAttribute("aria-pressed", "true"));
  });

  it("shows of a post what more there is to see", async () => {
    const preview = { thumbnail_url: "/media/a", width: 2, height: 1, duration_seconds: null };
    server.answer(POSTS, {
      body: page([
        fakeLibraryPost({ id: ID(21), preview: { ...preview, kind: "carousel", count: 5 } }),
        fakeLibraryPost({
          id: ID(22),
          preview: { ...preview, kind: "video", count: 1, duration_seconds: 75 },
        }),
      ]),
    });
    renderApp("/library");
    const [carousel, video] = await findRows();
    expect(carousel).toHaveTextContent("5 pictures or videos");
    expect(video).toHaveTextContent("Video 1:15");
  });

  it("tells of each post its verdict with what it rests on, or why there is none", async () => {
    renderApp("/library");
    const [outlier, thin, pending] = await findRows();
    expect(outlier).toHaveTextContent(/Outlier.*usual 1,150.*5\.2×.*8/);
    expect(thin).toHaveTextContent(/No baseline.*5 of 8 posts held.*–.*5/);
    expect(pending).toHaveTextContent(/Measuring.*ready in a moment.*–/);
    expect(screen.getByText("الملح على السطح")).toHaveAttribute("dir", "auto");
    expect(screen.getByText("3 posts of 2 creators, 1 outlier")).toBeVisible();
  });

  it("asks for what the address says, and writes what is chosen into it", async () => {
    const { router, user } = renderApp("/library?platform=youtube&period=90d&sort=multiple");
    await findRows();
    const asked = askedFor(server);
    expect(asked.getAll("platform")).toEqual(["youtube"]);
    expect(asked.get("sort")).toBe("multiple");
    expect(asked.get("from")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    await user.click(screen.getByRole("button", { name: "Verdict" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "Extreme" }));
    await user.click(screen.getByRole("menuitemcheckbox", { name: "Outlier" }));
    await waitFor(() => expect(askedFor(server).getAll("band")).toEqual(["extreme", "outlier"]));
    expect(router.state.location.search).toMatchObject({ verdict: "extreme,outlier" });
  });

  it("searches by `/`, once the typing rests", async () => {
    const { router, user } = renderApp("/library");
    await findRows();
    await user.keyboard("/");
    const field = screen.getByRole("searchbox", { name: "Search the library" });
    expect(field).toHaveFocus();
    await user.keyboard("2024");
    await waitFor(() => expect(askedFor(server).get("q")).toBe("2024"));
    const asked = server.made(POSTS).map(({ url }) => new URL(url).searchParams.get("q"));
    expect(new Set(asked)).toEqual(new Set([null, "2024"]));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty("q", "2024"));
    expect(field).toHaveValue("");
  });

  it("moves by j and k, ticks by x, and opens by Enter", async () => {
    const { router, user } = renderApp("/library");
    await findRows();
    await user.keyboard("jj");
    expect(screen.getByRole("link", { name: "Salt" })).toHaveFocus();
    await user.keyboard("x");
    expect(screen.getByRole("checkbox", { name: "Select “Salt”" })).toBeChecked();
    await user.keyboard("k{Enter}");
    expect(await screen.findByRole("dialog", { name: "Post" })).toBeVisible();
    expect(router.state.location.search).toMatchObject({ post: ID(11) });
  });

  it("says which count it is where no views are known", async () => {
    const standing = fakeStanding({ basis: "interactions", value: 10 });
    server.answer(POSTS, {
      body: page([...SHELF.slice(0, 1), fakeLibraryPost({ id: ID(14), standing })]),
    });
    renderApp("/library");
    const counts = (await findRows()).map((row) =>
      within(row).getAllByRole("cell")[6]?.textContent.trim(),
    );
    expect(counts).toEqual(["6,000", "10 interactions"]);
  });

  it("leads from an analysed post to its result", async () => {
    server.answer("GET /api/v1/analysis/results", {
      body: {
        items: [{ post_id: ID(12), request_id: REQUEST_ID, position: 2 }],
        next_cursor: null,
      },
    });
    renderApp("/library");
    await findRows();
    await waitFor(() =>
      expect(screen.getByRole("link", { name: "Salt" })).toHaveAttribute(
        "href",
        `/requests/${REQUEST_ID}?post=3`,
      ),
    );
  });

  it("shows a post that was not analysed with its standing, and analyses it", async () => {
    server.answer("POST /api/v1/analysis/analyze", { status: 202, body: fakeRequest() });
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, { body: fakeRequest() });
    const { router, user } = renderApp(`/library?post=${ID(11)}`);
    const drawer = await screen.findByRole("dialog", { name: "Post" });
    expect(
      await within(drawer).findByText(/Usual are 1,150 views; none of them had more/),
    ).toBeVisible();
    expect(within(drawer).getByText(/ · from your import$/)).toBeVisible();
    expect(within(drawer).getByRole("slider", { name: /5\.2× the usual of 8/ })).toBeVisible();
    await user.click(within(drawer).getByRole("button", { name: "Analyse this post" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/analyse"));
    const sent = server.made("POST /api/v1/analysis/analyze")[0];
    await expect(sent?.json()).resolves.toEqual({ post_urls: [SHELF[0]?.url] });
  });

  it("removes what is selected at once, and puts it back on undo", async () => {
    server.answer(REMOVE, { body: { posts: 2 } });
    server.answer(RESTORE, { body: { posts: 2 } });
    const { user } = renderApp("/library");
    await findRows();
    await user.click(screen.getByRole("checkbox", { name: "Select “Salt”" }));
    await user.click(screen.getByRole("checkbox", { name: /Select “الملح/ }));
    const bar = screen.getByRole("region", { name: "Selected posts" });
    expect(bar).toHaveTextContent("2 selected");
    expect(within(bar).getByRole("button", { name: "Analyse 2 posts" })).toBeEnabled();
    server.answer(POSTS, { body: page(SHELF.slice(0, 1)) });
    await user.click(within(bar).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: "Salt" })).toBeNull());
    // Gone from the page at once, before the server was asked.
    await screen.findByText("2 posts removed from the library");
    await expect(server.made(REMOVE)[0]?.json()).resolves.toEqual({ post_ids: [ID(12), ID(13)] });
    server.answer(POSTS, { body: page(SHELF) });
    await user.keyboard("z");
    expect(await screen.findByRole("link", { name: "Salt" })).toBeVisible();
    await waitFor(() => expect(server.made(RESTORE)).toHaveLength(1));
    await expect(server.made(RESTORE)[0]?.json()).resolves.toEqual({
      post_ids: [ID(12), ID(13)],
    });
  });

  it("says so and shows them again where the server does not remove them", async () => {
    server.answer(REMOVE, { status: 503, body: { error: "Busy.", code: "X", request_id: "r" } });
    const { user } = renderApp("/library");
    await findRows();
    await user.click(screen.getByRole("checkbox", { name: "Select “Salt”" }));
    await user.click(screen.getByRole("button", { name: "Remove" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The library is as it was. Busy.");
    expect(screen.getByRole("link", { name: "Salt" })).toBeVisible();
  });

  it("does not offer more than may be analysed", async () => {
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 0 }) });
    const { user } = renderApp("/library");
    await findRows();
    await user.click(screen.getByRole("checkbox", { name: "Select “Salt”" }));
    const bar = screen.getByRole("region", { name: "Selected posts" });
    expect(within(bar).getByRole("button", { name: "Analyse 1 post" })).toBeDisabled();
    expect(bar).toHaveTextContent("Today’s 25 posts are used up");
  });

  it("shows the next twenty on demand", async () => {
    server.answer(POSTS, (request) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      const items = cursor === null ? SHELF.slice(0, 2) : SHELF.slice(2);
      return { body: { ...page(items, 3), next_cursor: cursor === null ? "c1" : null } };
    });
    const { user } = renderApp("/library");
    expect(await findRows()).toHaveLength(2);
    expect(screen.getByText("1–2 of 3")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show 20 more" }));
    await waitFor(async () => expect(await findRows()).toHaveLength(3));
    expect(screen.queryByRole("button", { name: "Show 20 more" })).toBeNull();
  });

  it("leads someone who holds nothing yet to three ways in", async () => {
    server.answer(POSTS, { body: page([], 0) });
    renderApp("/library");
    expect(
      await screen.findByRole("heading", { name: /Your posts will stand here/ }),
    ).toBeVisible();
    for (const way of ["Import your posts", "Paste a link", "Open the demo"]) {
      expect(screen.getByRole("link", { name: way })).toBeVisible();
    }
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  it("lets the filters be cleared where nothing fits them", async () => {
    server.answer(POSTS, (request) => ({
      body: new URL(request.url).searchParams.has("q") ? page([], 0) : page(SHELF),
    }));
    const { user } = renderApp("/library?q=nothing&sort=views");
    await user.click(await screen.findByRole("button", { name: "Clear all filters" }));
    expect(await findRows()).toHaveLength(3);
    expect(askedFor(server).get("sort")).toBe("views");
  });

  it("says what broke, and tries again", async () => {
    server.answer(POSTS, { status: 500, body: { error: "x", code: "X", request_id: "r-1" } });
    const { user } = renderApp("/library");
    expect(await screen.findByText(/request r-1/)).toBeVisible();
    server.answer(POSTS, { body: page(SHELF) });
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await findRows()).toHaveLength(3);
  });
});
