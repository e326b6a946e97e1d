import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import {
  fakeAnalysis,
  fakeLimits,
  fakePost,
  fakeRequest,
  fakeRequestPost,
  fakeUser,
  fakeVerdict,
  REQUEST_ID,
} from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";
import type { Post, PostAnalysis, RequestPost } from "@/lib/api/types";

const ADDRESS = `/requests/${REQUEST_ID}`;
const { evidence } = fakeAnalysis();

let server: FakeServer;

function serve(
  analysis: Partial<PostAnalysis> = {},
  post: Partial<Post> = {},
  found: Partial<RequestPost> = {},
): void {
  server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
    body: fakeRequest({
      status: "COMPLETED",
      posts: [fakeRequestPost({ state: "done", outlier_multiple: 5.2, band: "outlier", ...found })],
      results: [fakeAnalysis(analysis)],
    }),
  });
  server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
    body: { items: [fakePost(post)], next_cursor: null },
  });
}

describe("ResultView", () => {
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    serve();
  });

  it("says what sets the post apart, and how much of that chance would give", async () => {
    const contrasts = {
      rows: [
        {
          kind: "title_question",
          label: "Title asks a question",
          direction: "lacks" as const,
          display: "no",
          count: 4,
          total: 30,
          share: 0.13,
          having: 26,
          statement: "26 of 30 ask.",
          evidence_ids: ["E2"],
        },
      ],
      considered: 17,
      rare_share: 0.15,
      expected_by_chance: 1.4,
      statement: "",
    };
    serve({ evidence: { ...evidence, contrasts } });
    renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: /sets this video apart/ }));
    expect(section.getByRole("row", { name: /Title asks a question no.*26 of 30/ })).toBeVisible();
    expect(section.getByRole("button", { name: /^Evidence E2/ })).toBeVisible();
    expect(section.getByText(/17 traits.*about 1\.4 of them/)).toBeVisible();
  });

  it("says where the words are from and in which language", async () => {
    const formatted_transcript = [{ start_seconds: 0, end_seconds: 2, text: "Das ist Tang." }];
    const words = { transcript: "Das ist Tang.", formatted_transcript, transcript_language: "de" };
    serve({}, { ...words, transcript_source: "automatic_captions" });
    renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: "Transcript" }));
    expect(section.getByText("From captions that YouTube made · German")).toBeVisible();
    expect(section.getByText("Das ist Tang.")).toHaveAttribute("lang", "de");
  });

  it("shows words without times, as an export has them", async () => {
    serve({}, { transcript: "This is kelp.", origin: "import" });
    renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: "Transcript" }));
    expect(section.getByText("As it was in your import")).toBeVisible();
    expect(section.getByText("This is kelp.")).toBeVisible();
  });

  it("says why there are no words, first in the page's words", async () => {
    const words_message = "The video has no captions. Set WHISPER_MODEL_PATH";
    serve({}, {}, { words_reason: "nobody_listens", words_message });
    renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: "Transcript" }));
    expect(section.getByText(/Nothing is set up here that could listen/)).toBeVisible();
    expect(section.getByText(`${words_message}.`)).toHaveAttribute("lang", "en");
  });

  it.each([
    ["a text", {}, { words_reason: "nothing_to_hear" }],
    ["pictures that an earlier version called silent", { transcript_state: "no_speech" }, {}],
  ] as const)("says nothing of words about %s", async (_, post, found) => {
    serve({}, { ...post, duration_seconds: null }, found);
    renderApp(ADDRESS);
    await screen.findByRole("heading", { name: "What is in it" });
    expect(screen.queryByRole("region", { name: "Transcript" })).toBeNull();
  });

  it("shows the comments that are held, five of them at first, and none as markup", async () => {
    const comments = [9, 8, 7, 6, 5, 4, 3].map((likes) => ({
      author: likes === 9 ? "<img src=x onerror=alert(1)>" : "",
      text: `<b>${likes}</b> times`,
      likes,
      published_at: "2026-11-05T15:00:00Z",
    }));
    serve({}, { comments });
    const { user } = renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: "Comments" }));
    expect(section.getAllByRole("listitem")).toHaveLength(5);
    expect(section.getByText("<img src=x onerror=alert(1)>")).toBeVisible();
    expect(section.getByText("<b>9</b> times")).toBeVisible();
    expect(section.getByText("9 likes")).toBeInTheDocument();
    await user.click(section.getByRole("button", { name: "Show 2 more" }));
    expect(section.getAllByRole("listitem")).toHaveLength(7);
  });

  it("leads to an idea by its number", async () => {
    const { user } = renderApp(ADDRESS);
    const idea = await screen.findByRole("heading", { name: "Idea 3" });
    await user.keyboard("3");
    expect(idea.closest("li")).toHaveFocus();
  });

  it("explains how the verdict was worked out, with this post's numbers", async () => {
    const { user } = renderApp(ADDRESS);
    await user.click(await screen.findByRole("button", { name: "How this was worked out" }));
    expect(screen.getByText(/\(6,000 \+ 1\) ÷ \(1,150 \+ 1\) = 5\.2×/)).toBeVisible();
    expect(screen.getByText(/probability of 93/)).toBeVisible();
  });

  it("marks a thin baseline", async () => {
    serve({ evidence: { ...evidence, verdict: fakeVerdict({ sample_size: 9 }) } });
    renderApp(ADDRESS);
    expect(await screen.findByText("thin baseline")).toBeVisible();
    expect(screen.getByText(/rests on 9 other posts/)).toBeVisible();
  });

  it("does not mark a baseline of fifteen", async () => {
    serve({ evidence: { ...evidence, verdict: fakeVerdict({ sample_size: 15 }) } });
    renderApp(ADDRESS);
    await screen.findByRole("heading", { level: 1, name: /this channel’s usual/ });
    expect(screen.queryByText("thin baseline")).not.toBeInTheDocument();
  });

  it("shows the way to a baseline where there is none", async () => {
    const verdict = fakeVerdict({
      baseline_state: "no_baseline",
      usual: null,
      multiple: null,
      band: null,
      interval: null,
      sample_size: 7,
    });
    serve({ evidence: { ...evidence, verdict } });
    renderApp(ADDRESS);
    const box = within(await screen.findByRole("region", { name: /missing for a comparison/ }));
    expect(box.getByRole("heading", { name: "1 video short of a comparison" })).toBeVisible();
    expect(box.getByRole("link", { name: "Import posts" })).toHaveAttribute("href", "/import");
  });

  it("shows an X post as words with their links, and no frame for a picture", async () => {
    serve(
      {},
      {
        platform: "x",
        format: "post",
        title: null,
        content: "With @salt at https://example.org/kelp.",
        username: "kelproof",
        origin: "twitterapi_io",
        metrics: { impressions: 900, comments: 4, followers: 1 },
      },
    );
    renderApp(ADDRESS);
    const post = within(await screen.findByRole("article"));
    expect(post.getByRole("link", { name: "https://example.org/kelp" })).toHaveAttribute(
      "rel",
      "noreferrer nofollow",
    );
    expect(post.getByText("@kelproof · 1 follower")).toBeVisible();
    expect(post.getByText("replies")).toBeVisible();
    expect(post.getByText(/not told: likes and reposts/)).toBeVisible();
    expect(post.getByText(/from TwitterAPI\.io/)).toBeVisible();
    expect(post.queryByText("no picture held")).not.toBeInTheDocument();
  });

  it("draws quietly what a video has no picture of", async () => {
    renderApp(ADDRESS);
    const post = within(await screen.findByRole("article"));
    expect(post.getByText("no picture held")).toBeVisible();
    expect(post.getByText("5:00")).toBeVisible();
  });

  it("marks the lines of the transcript that are quoted, and shows those beyond the first", async () => {
    const said = ["Kelp is here.", ...Array.from({ length: 8 }, (_, index) => `Line ${index}.`)];
    const lines = [...said, "It costs forty dollars a roof."];
    serve(
      { virality_reasoning: [{ text: "Says “forty dollars a roof” late.", evidence_ids: ["E2"] }] },
      {
        transcript_state: "present",
        formatted_transcript: lines.map((text, index) => ({
          start_seconds: index * 10,
          end_seconds: index * 10 + 9,
          text,
        })),
      },
    );
    const { user } = renderApp(ADDRESS);
    const section = within(await screen.findByRole("region", { name: "Transcript" }));
    expect(section.getAllByRole("listitem")).toHaveLength(7);
    expect(section.getByText("It costs forty dollars a roof.")).toHaveClass("highlighted");
    await user.click(section.getByRole("button", { name: "Read all 1:39" }));
    expect(section.getAllByRole("listitem")).toHaveLength(10);
  });

  it("tells readers of other languages in which one the sentences are", async () => {
    serve({ evidence: { ...evidence, subject: { ...evidence.subject, language: "de" } } });
    renderApp(ADDRESS);
    expect(await screen.findByText("The views stand out.")).toHaveAttribute("lang", "de");
  });

  it("notes that a result was seen, for the first steps", async () => {
    localStorage.clear();
    renderApp(ADDRESS);
    await screen.findByRole("region", { name: "Evidence" });
    await waitFor(() => expect(localStorage.getItem("postscope.guide")).toContain("result"));
  });
});
