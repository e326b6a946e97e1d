import { describe, expect, it } from "vitest";

import { fakeRequest, fakeRequestPost, fakeRow } from "../../../tests/factories";
import { applyStatus, bringsNews } from "./applyStatus";

describe("applyStatus", () => {
  it("moves the post that the row is about, and no other", () => {
    const before = fakeRequest({
      posts: [fakeRequestPost(), fakeRequestPost({ position: 1, state: "waiting" })],
    });
    const row = fakeRow({ seq: 2, stage: "transcribing", position: 0, post_progress: 50 });
    const after = applyStatus(before, row);
    expect(after.posts[0]).toMatchObject({ state: "transcript", progress: 50 });
    expect(after.posts[1]).toBe(before.posts[1]);
    expect(after.stage).toBe("collecting_media");
  });

  it("moves the whole request by a row without a post", () => {
    const row = fakeRow({ seq: 2, stage: "analysing", progress: 75, cost_micro_usd: 900 });
    expect(applyStatus(fakeRequest(), row)).toMatchObject({
      stage: "analysing",
      progress: 75,
      cost_micro_usd: 900,
    });
  });

  it("takes a replayed row once", () => {
    const once = applyStatus(fakeRequest(), fakeRow({ seq: 2, stage: "analysing" }));
    expect(applyStatus(once, fakeRow({ seq: 2, stage: "analysing" }))).toBe(once);
  });

  it("files an older row without going back", () => {
    const before = fakeRequest({ progress: 80, history: [fakeRow(), fakeRow({ seq: 3 })] });
    const late = fakeRow({ seq: 2, stage: "fetching_posts", progress: 5, position: 0 });
    const after = applyStatus(before, late);
    expect(after.history.map((row) => row.seq)).toEqual([1, 2, 3]);
    expect(after).toMatchObject({ progress: 80, posts: before.posts });
  });

  it("is not over before its results are here", () => {
    const last = fakeRow({
      seq: 2,
      stage: "analysis_complete",
      status: "COMPLETED",
      progress: 100,
    });
    expect(applyStatus(fakeRequest(), last)).toMatchObject({ status: "PROCESSING", progress: 100 });
  });

  it("learns the id of a post that has been collected", () => {
    const before = fakeRequest({ posts: [fakeRequestPost({ post_id: null })] });
    const row = fakeRow({ seq: 2, stage: "social_data_fetched", position: 0, post_id: "p" });
    expect(applyStatus(before, row).posts[0]?.post_id).toBe("p");
  });
});

describe("bringsNews", () => {
  it("asks for a fresh read once titles or verdicts have come", () => {
    expect(bringsNews(fakeRow({ stage: "analysis_complete" }))).toBe(true);
    expect(bringsNews(fakeRow({ stage: "transcribing" }))).toBe(false);
  });
});
