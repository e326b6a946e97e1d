import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { FollowedCreator, FollowedPage } from "@/lib/api/types";

import { fakeLimits, fakeRequest, fakeUser, REQUEST_ID } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const FOLLOWED = "/api/v1/social/creators/followed";
const ID = "019a0000-0000-7000-8000-0000000000c1";
const ANALYZE = "POST /api/v1/analysis/analyze";

function fakeFollowed(overrides: Partial<FollowedCreator> = {}): FollowedCreator {
  return {
    id: ID,
    platform: "youtube",
    handle: "KelpRoof",
    url: "https://www.youtube.com/@KelpRoof",
    creator_key: "UCkelp",
    creator_name: "Kelp Roof",
    is_invented: false,
    state: "watched",
    is_paused: false,
    followed_at: "2026-11-05T15:00:00Z",
    posts: 24,
    outliers: 2,
    newest_post_at: "2026-11-04T15:00:00Z",
    looked_at: "2026-11-05T15:00:00Z",
    succeeded_at: "2026-11-05T15:00:00Z",
    next_look_at: "2026-11-06T03:00:00Z",
    source: "youtube_api",
    failure: null,
    ...overrides,
  };
}

function fakeList(...items: FollowedCreator[]): FollowedPage {
  return { items, next_cursor: null, followed: items.length, limit: 1 };
}

async function findRow() {
  const table = await screen.findByRole("table", { name: "Creators" });
  return within(table).getAllByRole("row")[1] as HTMLElement;
}

describe("CreatorsPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/social/demo", {
      body: {
        creators: [
          {
            creator_key: "demo-salt",
            creator_name: "Salt & Co",
            platform: "x",
            is_invented: true,
            posts: [],
          },
        ],
      },
    });
    server.answer(`GET ${FOLLOWED}`, { body: fakeList(fakeFollowed()) });
    server.answer("GET /api/v1/social/creators/outliers", {
      body: { items: [], next_cursor: null },
    });
  });

  it("begins with a demo creator, whose wish has a key", async () => {
    server.answer(`GET ${FOLLOWED}`, { body: fakeList() });
    const { user } = renderApp("/creators");
    const follow = await screen.findByRole("button", { name: "Follow Salt & Co" });
    const salt = fakeFollowed({ creator_name: "Salt & Co", state: "looking", posts: 0 });
    server.answer(`POST ${FOLLOWED}`, { status: 201, body: salt });
    server.answer(`GET ${FOLLOWED}`, { body: fakeList(salt) });
    await user.click(follow);
    expect(await findRow()).toHaveTextContent(/Salt & Co.*Looking at its newest posts/);
    const [asked] = server.made(`POST ${FOLLOWED}`);
    expect(asked?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
    await expect(asked?.json()).resolves.toEqual({ creator: "@demo-salt", platform: "x" });
  });

  it.each([
    ["platform_needed", "Platform", /Which platform is this handle of/],
    ["post_not_profile", "Profile address or @handle", /This is a post, not a profile/],
    ["unheard_of", "Profile address or @handle", /A handle looks like @name/],
  ])("tells the refusal %s at its field", async (reason, label, words) => {
    server.answer(`POST ${FOLLOWED}`, {
      status: 422,
      body: {
        error: "No.",
        code: "CreatorNotValid",
        fields: [{ field: "creator", reason, message: "No." }],
      },
    });
    const { user } = renderApp("/creators");
    await user.type(await screen.findByLabelText("Profile address or @handle"), "@kelp{Enter}");
    await waitFor(() => expect(screen.getByLabelText(label)).toHaveAccessibleDescription(words));
  });

  it("says what to do where the plan allows no further creator", async () => {
    server.answer(`POST ${FOLLOWED}`, {
      status: 402,
      body: { error: "No.", code: "HandleLimitReached" },
    });
    const { user } = renderApp("/creators");
    await user.type(await screen.findByLabelText("Profile address or @handle"), "@kelp{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/follows 1 creator at a time/);
  });

  it("tells why a look failed, and leads to the sources where none is there", async () => {
    const failure = {
      reason: "source_unavailable",
      message: "Set YOUTUBE_API_KEY.",
      in_a_row: 3,
    } as const;
    server.answer(`GET ${FOLLOWED}`, {
      body: fakeList(fakeFollowed({ state: "failing", failure })),
    });
    renderApp("/creators");
    const row = await findRow();
    expect(row).toHaveTextContent(
      /No source could look at it\. 3 looks in a row have failed\..*Set YOUTUBE_API_KEY\./,
    );
    expect(within(row).getByText("Set YOUTUBE_API_KEY.")).toHaveAttribute("lang", "en");
    expect(within(row).getByRole("link", { name: /sources/ })).toHaveAttribute(
      "href",
      "/settings/sources",
    );
  });

  it("analyses the latest posts of whom the address names, within the day's limit", async () => {
    server.answer(ANALYZE, { status: 202, body: fakeRequest() });
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, { body: fakeRequest() });
    const { router, user } = renderApp("/creators?latest=%40kelp&on=x");
    const count = await screen.findByLabelText("How many posts");
    const submit = screen.getByRole("button", { name: /^Analyse 5 posts/ });
    await user.clear(count);
    await user.type(count, "0");
    expect(submit).toBeDisabled();
    expect(count).toHaveAccessibleDescription("A whole number from 1 to 100.");
    await user.clear(count);
    await user.type(count, "21");
    expect(submit).toBeDisabled();
    await user.clear(count);
    await user.type(count, "3");
    await user.click(submit);
    await waitFor(() =>
      expect(router.state.location).toMatchObject({
        pathname: "/analyse",
        search: { request: REQUEST_ID },
      }),
    );
    await expect(server.made(ANALYZE)[0]?.json()).resolves.toEqual({
      creator: { creator: "@kelp", platform: "x", count: 3 },
    });
  });

  it("puts a creator back whom the server would not unfollow", async () => {
    server.answer(`DELETE ${FOLLOWED}/${ID}`, { status: 500, body: { error: "Broken." } });
    const { user } = renderApp("/creators");
    await user.click(await screen.findByRole("button", { name: "Unfollow Kelp Roof" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Broken.");
    expect(await findRow()).toHaveTextContent("Kelp Roof");
  });
});
