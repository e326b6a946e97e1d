import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import {
  fakeAnalysis,
  fakeComparison,
  fakeItem,
  fakeLimits,
  fakePost,
  fakeRequest,
  fakeRequestPost,
  fakeRow,
  fakeUser,
  fakeVerdict,
  REQUEST_ID,
} from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const REQUEST = `GET /api/v1/analysis/requests/${REQUEST_ID}`;
const ADDRESS = `/requests/${REQUEST_ID}`;

const done = fakeRequest({
  status: "COMPLETED",
  stage: "analysis_complete",
  progress: 100,
  counts: { total: 1, done: 1, failed: 0 },
  posts: [fakeRequestPost({ state: "done", outlier_multiple: 5.2, band: "outlier" })],
  results: [fakeAnalysis()],
});

describe("RequestPage", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer(REQUEST, { body: done });
    server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
      body: { items: [fakePost()], next_cursor: null },
    });
  });

  it("gives the verdict, its sentence and its strip", async () => {
    renderApp(ADDRESS);
    expect(
      await screen.findByRole("heading", { level: 1, name: "5.2× this channel’s usual" }),
    ).toBeVisible();
    expect(screen.getByText(/none of them had more.*Likely between 4\.0× and 6\.0×/)).toBeVisible();
    expect(screen.getByRole("slider", { name: /5\.2× the usual 1,150 of 8 others/ })).toBeVisible();
    expect(screen.getAllByText("Demo").length).toBeGreaterThan(0);
  });

  it("opens a sentence's evidence, marks both, and writes it into the address", async () => {
    const { router, user } = renderApp(ADDRESS);
    const why = await screen.findByRole("region", { name: "Why it took off" });
    const chip = within(why).getAllByRole("button", { name: /^Evidence E2: Length/ })[0];
    if (chip === undefined) throw new Error("the sentence names no evidence");
    await user.click(chip);
    await waitFor(() => expect(chip).toHaveAttribute("aria-pressed", "true"));
    expect(screen.getByText("It is shorter than the others.")).toHaveClass("highlighted");
    expect(screen.getByRole("button", { name: /^E2,\s*Length/ })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
    expect(router.state.location.search).toEqual({ e: "E2" });
    await user.click(chip);
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("opens with the evidence that the address names", async () => {
    renderApp(`${ADDRESS}?e=E3`);
    expect(await screen.findByRole("button", { name: /^E3,\s*Kelp Roof/ })).toHaveAttribute(
      "aria-expanded",
      "true",
    );
  });

  it("walks through the evidence with j and k and closes it with Escape", async () => {
    const { router, user } = renderApp(ADDRESS);
    await screen.findByRole("region", { name: "Evidence" });
    await user.keyboard("j");
    await waitFor(() => expect(router.state.location.search).toEqual({ e: "E1" }));
    await user.keyboard("j");
    await waitFor(() => expect(router.state.location.search).toEqual({ e: "E2" }));
    await user.keyboard("k");
    await waitFor(() => expect(router.state.location.search).toEqual({ e: "E1" }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("moves among a sentence's citations with the arrows, as one tab stop", async () => {
    const { user } = renderApp(ADDRESS);
    const why = await screen.findByRole("region", { name: "Why it took off" });
    const group = within(why).getByRole("group", { name: "Evidence for this sentence" });
    const chips = within(group).getAllByRole("button");
    expect(chips.map((chip) => chip.tabIndex)).toEqual([0, -1]);
    chips[0]?.focus();
    await user.keyboard("{ArrowRight}");
    expect(chips[1]).toHaveFocus();
  });

  it("reads the points of a strip out one by one", async () => {
    const { user } = renderApp(ADDRESS);
    const strip = await screen.findByRole("slider", { name: /5\.2× the usual/ });
    strip.focus();
    await user.keyboard("{ArrowRight}");
    expect(strip).toHaveAttribute("aria-valuetext", expect.stringMatching(/^1 of 9: 900/));
    await user.keyboard("{End}");
    expect(strip).toHaveAttribute("aria-valuetext", expect.stringMatching(/^9 of 9: .*5\.2×/));
  });

  it("shows the numbers of a strip as a table", async () => {
    const { user } = renderApp(`${ADDRESS}?e=E2`);
    await user.click(await screen.findByRole("button", { name: "Table" }));
    const table = screen.getByRole("table", { name: /Length/ });
    expect(within(table).getByRole("row", { name: "Usual (median) 10:00" })).toBeVisible();
    expect(within(table).getAllByRole("row")).toHaveLength(1 + 4 + 3);
  });

  it("gives no multiple, no usual and no band without a baseline", async () => {
    const evidence = {
      ...fakeAnalysis().evidence,
      verdict: fakeVerdict({
        baseline_state: "no_baseline",
        usual: null,
        multiple: null,
        band: null,
        is_viral: null,
        interval: null,
        sample_size: 3,
      }),
      items: [
        fakeItem({
          usual: null,
          usual_display: null,
          difference_display: null,
          comparison: fakeComparison({
            values: [900, 1000, 1100],
            median: null,
            quartile_low: null,
            quartile_high: null,
          }),
          marks: ["no_baseline"],
        }),
      ],
    };
    server.answer(REQUEST, {
      body: { ...done, results: [fakeAnalysis({ evidence, viral_formula: null })] },
    });
    renderApp(ADDRESS);
    expect(
      await screen.findByRole("heading", { level: 1, name: "Too few videos to judge by" }),
    ).toBeVisible();
    expect(screen.getByText("3 comparable videos, 8 needed")).toBeVisible();
    expect(screen.getByText("3 of 8 needed: too few for a usual")).toBeInTheDocument();
    expect(screen.queryByText(/usual 1,150/)).not.toBeInTheDocument();
    expect(screen.queryByRole("heading", { name: "The formula" })).not.toBeInTheDocument();
  });

  it("shows what was removed, and why", async () => {
    const removed = [
      {
        field: "improvements.1",
        text: "Everyone loves kelp.",
        reason: "names_no_evidence" as const,
        named: [],
      },
    ];
    server.answer(REQUEST, { body: { ...done, results: [fakeAnalysis({ removed })] } });
    const { user } = renderApp(ADDRESS);
    await user.click(await screen.findByRole("button", { name: /1 sentence taken out/ }));
    expect(screen.getByText("Everyone loves kelp.")).toBeVisible();
    expect(screen.getByText("It named no evidence.")).toBeVisible();
  });

  it("says where a failed post stopped, and tries again from there", async () => {
    const failed = fakeRequest({
      status: "FAILED",
      stage: "error",
      is_retryable: true,
      counts: { total: 1, done: 0, failed: 1 },
      posts: [
        fakeRequestPost({
          state: "failed",
          stage: "error",
          reason: "timeout",
          title: null,
          message: "Waited for 30 s",
        }),
      ],
      history: [fakeRow(), fakeRow({ seq: 2, position: 0, stage: "transcribing" })],
    });
    server.answer(REQUEST, { body: failed });
    server.answer(`POST /api/v1/analysis/requests/${REQUEST_ID}/retry`, {
      status: 202,
      body: fakeRequest({ status: "PENDING" }),
    });
    const { user } = renderApp(ADDRESS);
    expect(await screen.findByText("Stopped at Transcript")).toBeVisible();
    expect(screen.getByText(new RegExp(`request ${REQUEST_ID} · timeout`))).toBeVisible();
    expect(screen.getByText("Waited for 30 s.")).toHaveAttribute("lang", "en");
    await user.click(screen.getByRole("button", { name: "Try again from the transcript" }));
    expect(await screen.findByRole("heading", { name: "Under way" })).toBeVisible();
  });

  it("explains an address that leads nowhere", async () => {
    server.answer(REQUEST, {
      status: 404,
      body: { error: "No.", code: "AnalysisRequestNotFound", request_id: "r-9" },
    });
    renderApp(ADDRESS);
    expect(await screen.findByRole("alert")).toHaveTextContent("There is nothing at this address");
    expect(screen.getByText(/request r-9 · AnalysisRequestNotFound · 404/)).toBeVisible();
  });

  it("switches between the posts of one analysis", async () => {
    const second = fakeRequestPost({
      position: 1,
      state: "failed",
      reason: "private",
      title: "Salt",
    });
    server.answer(REQUEST, { body: { ...done, posts: [...done.posts, second] } });
    const { user } = renderApp(ADDRESS);
    const list = await screen.findByRole("navigation", { name: "Posts of this analysis" });
    await user.click(within(list).getByRole("link", { name: /Salt/ }));
    expect(await screen.findByRole("heading", { name: "This post is private" })).toBeVisible();
  });
});
