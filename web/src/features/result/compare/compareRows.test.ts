import { describe, expect, it } from "vitest";

import { fakeAnalysis, fakeItem, fakeRequestPost, fakeVerdict } from "../../../../tests/factories";
import { buildCompareRows, sortCompareRows } from "./compareRows";

function fakeResult(position: number, multiple: number | null, rate: number | null) {
  const { subject, items } = fakeAnalysis().evidence;
  const rated = fakeItem({ id: "E8", group: "engagement", unit: "ratio", value: rate });
  return fakeAnalysis({
    position,
    evidence: {
      subject: { ...subject, published_at: `2026-11-0${position + 1}T12:00:00Z` },
      verdict: fakeVerdict({ multiple, value: 100 * position }),
      items: rate === null ? items : [...items, rated],
    },
  });
}

const request = {
  posts: [0, 1, 2, 3].map((position) => fakeRequestPost({ position })),
  results: [fakeResult(0, 1.2, 0.02), fakeResult(1, null, null), fakeResult(3, 6.4, 0.01)],
};

describe("buildCompareRows", () => {
  it("keeps a post without a result in its place", () => {
    const rows = buildCompareRows(request);
    expect(rows.map((row) => row.analysis?.position)).toEqual([0, 1, undefined, 3]);
    expect(rows[2]).toMatchObject({ multiple: null, value: null, others: [], publishedAt: null });
  });

  it("puts the others on the scale of their own usual", () => {
    const [first] = buildCompareRows(request);
    expect(first?.others[0]).toBeCloseTo(901 / 1151);
    expect(first?.others).toHaveLength(8);
  });
});

describe("sortCompareRows", () => {
  const rows = buildCompareRows(request);
  const order = (sort: Parameters<typeof sortCompareRows>[1]) =>
    sortCompareRows(rows, sort).map((row) => row.post.position);

  it("puts the largest first and what is not known last", () => {
    expect(order("multiple")).toEqual([3, 0, 1, 2]);
    expect(order("rate")).toEqual([0, 3, 1, 2]);
    expect(order("newest")).toEqual([3, 1, 0, 2]);
  });

  it("keeps the order of the links unless asked otherwise", () => {
    expect(order("order")).toEqual([0, 1, 2, 3]);
  });
});
