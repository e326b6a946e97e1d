import { describe, expect, it } from "vitest";

import type { AnalysedPost } from "@/lib/api/types";

import { findComparison } from "./comparison";

function analysed(requests: Record<string, string>): Map<string, AnalysedPost> {
  return new Map(
    Object.entries(requests).map(([post_id, request_id]) => [
      post_id,
      { post_id, request_id, position: 0, analysed_at: "", outlier_multiple: null, band: null },
    ]),
  );
}

const posts = (...ids: string[]) => ids.map((id) => ({ id }));

describe("findComparison", () => {
  it("leads to the analysis in which all of them stand", () => {
    expect(findComparison(posts("a", "b"), analysed({ a: "r1", b: "r1" }))).toEqual({
      kind: "ready",
      requestId: "r1",
    });
  });

  it("tells those that were analysed apart from those that were not at all", () => {
    expect(findComparison(posts("a", "b"), analysed({ a: "r1", b: "r2" }))).toEqual({
      kind: "apart",
    });
    expect(findComparison(posts("a", "b", "c"), analysed({ a: "r1" }))).toEqual({
      kind: "not_analysed",
      count: 2,
    });
  });

  it("has nothing to say of one post", () => {
    expect(findComparison(posts("a"), analysed({ a: "r1" }))).toBeNull();
  });
});
