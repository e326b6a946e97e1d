import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import {
  fakeAnalysis,
  fakeLimits,
  fakeRequest,
  fakeRequestPost,
  fakeUser,
  fakeVerdict,
  REQUEST_ID,
} from "../../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../../tests/fakeServer";
import { renderApp } from "../../../../tests/renderApp";

const ADDRESS = `/requests/${REQUEST_ID}`;
const { evidence } = fakeAnalysis();

const posts = [
  fakeRequestPost({
    position: 0,
    state: "done",
    title: "Salt",
    outlier_multiple: 1.1,
    band: "usual",
  }),
  fakeRequestPost({
    position: 1,
    state: "done",
    title: "Kelp",
    outlier_multiple: 5.2,
    band: "outlier",
  }),
  fakeRequestPost({ position: 2, state: "failed", title: "Fog", reason: "private" }),
];
const results = [1.1, 5.2].map((multiple, position) =>
  fakeAnalysis({
    id: `019a0000-0000-7000-8000-00000000001${position}`,
    position,
    evidence: { ...evidence, verdict: fakeVerdict({ multiple, value: 1000 + position }) },
  }),
);

describe("CompareView", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
      body: fakeRequest({ status: "COMPLETED", posts, results }),
    });
    server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
      body: { items: [], next_cursor: null },
    });
  });

  /** The names of the posts, from the first row to the last. */
  async function listTitles(): Promise<(string | null)[]> {
    const table = await screen.findByRole("table", { name: "Side by side" });
    return within(table)
      .getAllByRole("rowheader")
      .map((row) => within(row).getByRole("link").textContent);
  }

  it("is reached from a post, and leads to each", async () => {
    const { router, user } = renderApp(ADDRESS);
    await user.click(await screen.findByRole("link", { name: "Side by side" }));
    expect(await listTitles()).toEqual(["Salt", "Kelp", "Fog"]);
    const table = screen.getByRole("table", { name: "Side by side" });
    await user.click(within(table).getByRole("link", { name: "Kelp" }));
    expect(await screen.findByRole("heading", { level: 1, name: /^5\.2×/ })).toBeVisible();
    expect(router.state.location.search).toEqual({ post: 2 });
  });

  it("sorts by what is asked, in the address, with what is not known last", async () => {
    const { router, user } = renderApp(`${ADDRESS}?view=compare`);
    expect(await listTitles()).toEqual(["Salt", "Kelp", "Fog"]);
    await user.click(screen.getByRole("button", { name: "Verdict" }));
    expect(await listTitles()).toEqual(["Kelp", "Salt", "Fog"]);
    expect(router.state.location.search).toEqual({ view: "compare", sort: "multiple" });
    expect(screen.getByRole("columnheader", { name: "Verdict" })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
  });

  it("opens sorted, and takes an unknown wish for none", async () => {
    renderApp(`${ADDRESS}?view=compare&sort=nonsense`);
    expect(await listTitles()).toEqual(["Salt", "Kelp", "Fog"]);
  });

  it("shows a single post as itself", async () => {
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
      body: fakeRequest({
        status: "COMPLETED",
        posts: posts.slice(0, 1),
        results: results.slice(0, 1),
      }),
    });
    renderApp(`${ADDRESS}?view=compare`);
    expect(await screen.findByRole("heading", { level: 1, name: /^1\.1×/ })).toBeVisible();
    expect(screen.queryByRole("link", { name: "Side by side" })).not.toBeInTheDocument();
  });
});
