import { describe, expect, it } from "vitest";

import { fakePost, fakeRequestPost, fakeRow } from "../../../tests/factories";
import { estimateSecondsLeft, markStages } from "./stages";

describe("markStages", () => {
  it("marks what is done, what runs and what waits", () => {
    expect(markStages(fakeRequestPost({ state: "transcript" }), [])).toEqual({
      post: "done",
      media: "done",
      transcript: "now",
      evidence: "waiting",
      explain: "waiting",
    });
  });

  it("tells evidence from words by the stage", () => {
    const post = fakeRequestPost({ state: "analysing", stage: "analysing" });
    expect(markStages(post, [])).toMatchObject({ evidence: "done", explain: "now" });
  });

  it("says where a failed post stopped", () => {
    const post = fakeRequestPost({ state: "failed", stage: "error" });
    const history = [
      fakeRow({ seq: 2, position: 0, stage: "transcribing" }),
      fakeRow({ seq: 3, position: 0, stage: "error" }),
      fakeRow({ seq: 4, position: 1, stage: "analysing" }),
    ];
    expect(markStages(post, history)).toMatchObject({ media: "done", transcript: "ended" });
  });

  it("does not claim to have transcribed a text", () => {
    const collected = fakePost({ media: [], transcript: null });
    expect(markStages(fakeRequestPost({ state: "done" }), [], collected)).toMatchObject({
      post: "done",
      media: "not_needed",
      transcript: "not_needed",
      explain: "done",
    });
  });
});

describe("estimateSecondsLeft", () => {
  it("keeps silent while it would be a guess", () => {
    expect(estimateSecondsLeft(5, 60)).toBeNull();
    expect(estimateSecondsLeft(50, 1)).toBeNull();
    expect(estimateSecondsLeft(100, 60)).toBeNull();
  });

  it("goes by what has been done so far", () => {
    expect(estimateSecondsLeft(75, 30)).toBe(10);
  });
});
