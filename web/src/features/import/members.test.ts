import { describe, expect, it } from "vitest";

import { type Entry, findMembers, findTables, isWorkbook } from "./members";

function entries(...paths: string[]): Entry[] {
  return paths.map((path) => ({ path, size: 1, open: () => Promise.resolve(new Blob([path])) }));
}

function pathsOf(found: readonly Entry[]): string[] {
  return found.map((entry) => entry.path);
}

describe("findMembers", () => {
  it("takes the posts and whose they are, and nothing else of an archive", () => {
    const archive = entries(
      "Your archive.html",
      "data/account.js",
      "data/direct-messages.js",
      "data/direct-messages-group.js",
      "data/contact.js",
      "data/phone-number.js",
      "data/ip-audit.js",
      "data/deleted-tweets.js",
      "data/tweet-headers.js",
      "data/tweets.js",
      "data/tweets_media/tweets.js.jpg",
      "data/note-tweet.js",
      "data/profile.js",
      "data/community-tweet.js",
      "data/manifest.js",
      "data/like.js",
    );
    expect(pathsOf(findMembers(archive))).toEqual([
      "data/tweets.js",
      "data/account.js",
      "data/community-tweet.js",
      "data/manifest.js",
      "data/note-tweet.js",
      "data/profile.js",
    ]);
  });

  it("puts parts into their order, posts first", () => {
    const parts = entries(
      "x/data/account.js",
      "x/data/tweets-part10.js",
      "x/data/tweets-part2.js",
      "x/data/tweets.js",
    );
    expect(pathsOf(findMembers(parts))).toEqual([
      "x/data/tweets.js",
      "x/data/tweets-part2.js",
      "x/data/tweets-part10.js",
      "x/data/account.js",
    ]);
  });

  it("takes the oldest form, and loose files", () => {
    expect(pathsOf(findMembers(entries("tweet.js", "account.js")))).toEqual([
      "tweet.js",
      "account.js",
    ]);
  });

  it("looks in the folder of the posts alone", () => {
    const nested = entries("data/tweets.js", "data/old/account.js", "profile.js");
    expect(pathsOf(findMembers(nested))).toEqual(["data/tweets.js"]);
  });

  it("finds none where there are no posts", () => {
    expect(findMembers(entries("data/account.js", "data/profile.js"))).toEqual([]);
  });
});

describe("findTables", () => {
  it("goes by the names, and past what systems add", () => {
    const found = findTables(
      entries("a/Table data.csv", "__MACOSX/a/._Table data.csv", ".hidden.json", "b.PNG", "c.TSV"),
    );
    expect(pathsOf(found)).toEqual(["a/Table data.csv", "c.TSV"]);
  });
});

it("knows a workbook by what lies in it", () => {
  expect(isWorkbook(entries("[Content_Types].xml", "xl/workbook.xml"))).toBe(true);
  expect(isWorkbook(entries("posts.csv"))).toBe(false);
});
