import { describe, expect, it } from "vitest";

import { buildLibraryQuery, isNarrowed, readLibrarySearch, withoutFilters } from "./filters";

const POST = "019a0000-0000-7000-8000-000000000002";

describe("readLibrarySearch", () => {
  it("reads all that an address may hold", () => {
    const search = {
      q: "chair",
      platform: "youtube,x",
      verdict: "outlier,none",
      creator: "youtube:UCabc:d",
      least: "1.5",
      source: "import,yt-dlp",
      only: "saved",
      period: "90d",
      sort: "multiple",
      post: POST,
    };
    expect(readLibrarySearch(search)).toEqual(search);
  });

  it("leaves out what is damaged, each on its own", () => {
    const search = readLibrarySearch({
      q: { $ne: 1 },
      platform: "<script>",
      verdict: "viral,above",
      creator: "nobody",
      least: "2",
      source: "A B",
      only: "mine",
      period: "1d",
      sort: "cost",
      post: "1",
    });
    expect(search).toEqual({ verdict: "above" });
  });

  it("does not write the order that is the usual one", () => {
    expect(readLibrarySearch({ sort: "newest" }).sort).toBeUndefined();
  });
});

describe("buildLibraryQuery", () => {
  it("asks in the words of the server", () => {
    const now = new Date("2026-11-20T12:00:00Z");
    const search = { q: "a", platform: "x", verdict: "none", period: "30d", post: POST } as const;
    expect(buildLibraryQuery(search, now)).toEqual({
      q: "a",
      platform: ["x"],
      band: ["none"],
      from: "2026-10-21",
      sort: "newest",
    });
  });
});

it("tells filters from the order and the open post", () => {
  expect(isNarrowed({ sort: "views", post: POST })).toBe(false);
  expect(isNarrowed({ verdict: "usual" })).toBe(true);
  expect(isNarrowed({ only: "saved" })).toBe(true);
  expect(withoutFilters({ q: "a", to: "2020-01-01", sort: "views" })).toEqual({ sort: "views" });
});
