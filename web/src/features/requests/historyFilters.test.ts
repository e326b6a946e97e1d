import { describe, expect, it } from "vitest";

import { buildHistoryQuery, isNarrowedHistory, readHistorySearch } from "./historyFilters";

describe("readHistorySearch", () => {
  it("reads what an address may hold, and leaves out what is damaged", () => {
    expect(
      readHistorySearch({ q: "egg", status: "FAILED,partial,NEW", platform: "x", from: "soon" }),
    ).toEqual({ q: "egg", status: "FAILED,partial", platform: "x" });
  });
});

describe("buildHistoryQuery", () => {
  it("asks in the words of the server", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    expect(
      buildHistoryQuery({ status: "partial", platform: "x,youtube", period: "7d" }, now),
    ).toEqual({ status: ["partial"], platform: ["x", "youtube"], from: "2026-11-13" });
  });

  it("asks for everything without filters", () => {
    expect(buildHistoryQuery({})).toEqual({});
    expect(isNarrowedHistory(readHistorySearch({}))).toBe(false);
  });
});
