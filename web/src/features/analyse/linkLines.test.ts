import { describe, expect, it } from "vitest";

import type { CheckedUrl } from "@/lib/api/types";

import {
  changeLines,
  type LinkLine,
  listStartable,
  listTexts,
  readLines,
  splitLinks,
  startLines,
} from "./linkLines";

function checked(overrides: Partial<CheckedUrl>): CheckedUrl {
  return {
    index: 0,
    is_valid: true,
    platform: "youtube",
    kind: "video",
    platform_post_id: "a",
    canonical_url: "https://www.youtube.com/watch?v=a",
    is_demo: false,
    needs_resolve: false,
    duplicate_of: null,
    is_held: null,
    handle: null,
    reason: null,
    message: null,
    ...overrides,
  };
}

function texts(lines: readonly LinkLine[]): string[] {
  return lines.map((line) => line.text);
}

function firstId(lines: readonly LinkLine[]): number {
  return lines[0]?.id ?? -1;
}

describe("splitLinks", () => {
  it("splits at line ends of any kind", () => {
    expect(splitLinks("a\r\nb\n\n  c \r")).toEqual(["a", "b", "c"]);
  });

  it("splits links that stand in one line", () => {
    expect(splitLinks("https://x.com/1, https://x.com/2 https://x.com/3")).toEqual([
      "https://x.com/1",
      "https://x.com/2",
      "https://x.com/3",
    ]);
  });

  it("leaves words around a link to the server", () => {
    expect(splitLinks("look: https://x.com/1")).toEqual(["look:", "https://x.com/1"]);
    expect(splitLinks("not a link at all")).toEqual(["not a link at all"]);
  });
});

describe("changeLines", () => {
  it("always leaves an empty line for the next link", () => {
    const start = startLines();
    const lines = changeLines(start, { kind: "edit", id: firstId(start), text: "one" });
    expect(texts(lines)).toEqual(["one", ""]);
  });

  it("turns a paste of several links into several lines", () => {
    const start = startLines();
    const lines = changeLines(start, { kind: "edit", id: firstId(start), text: "one\ntwo\n" });
    expect(texts(lines)).toEqual(["one", "two", ""]);
    expect(new Set(lines.map((line) => line.id)).size).toBe(3);
  });

  it("keeps spaces while one types", () => {
    const start = startLines();
    const lines = changeLines(start, { kind: "edit", id: firstId(start), text: "one " });
    expect(texts(lines)).toEqual(["one ", ""]);
  });

  it("never removes the last empty line for good", () => {
    const start = startLines();
    expect(texts(changeLines(start, { kind: "remove", id: firstId(start) }))).toEqual([""]);
  });
});

describe("readLines", () => {
  const lines: LinkLine[] = [
    { id: 1, text: "youtube.com/watch?v=a" },
    { id: 2, text: "youtu.be/a " },
    { id: 3, text: "x.com/someone" },
    { id: 4, text: "x.com/new" },
    { id: 5, text: "" },
  ];
  const known = new Map([
    ["youtube.com/watch?v=a", checked({})],
    ["youtu.be/a", checked({ index: 1, duplicate_of: 0 })],
    ["x.com/someone", checked({ is_valid: false, reason: "profile_not_post", message: "No." })],
  ]);

  it("says of each line what it is", () => {
    expect(readLines(lines, known).map((reading) => reading.state)).toEqual([
      "good",
      "duplicate",
      "bad",
      "reading",
      "empty",
    ]);
  });

  it("names the line that a duplicate repeats, as the eye counts", () => {
    const reading = readLines(lines, known)[1];
    expect(reading).toMatchObject({ state: "duplicate", sameAsLine: 1 });
  });

  it("finds duplicates anew when the first of them is gone", () => {
    const rest = lines.slice(1);
    expect(readLines(rest, known)[0]?.state).toBe("good");
  });

  it("does not take two short links for one post", () => {
    const pointer = { platform_post_id: null, needs_resolve: true };
    const pointers = new Map([
      ["t.co/1", checked({ ...pointer, canonical_url: "https://t.co/1" })],
      ["t.co/2", checked({ ...pointer, canonical_url: "https://t.co/2" })],
    ]);
    const two = [
      { id: 1, text: "t.co/1" },
      { id: 2, text: "t.co/2" },
    ];
    expect(readLines(two, pointers).map((reading) => reading.state)).toEqual(["good", "good"]);
  });

  it("sends the good lines alone, each post once", () => {
    expect(listStartable(lines, readLines(lines, known))).toEqual(["youtube.com/watch?v=a"]);
  });

  it("lets lines that could not be read be started, each once", () => {
    const unread = ["one", "one", "", "two"].map((text, id) => ({ id, text }));
    const readings = readLines(unread, new Map());
    expect(listStartable(unread, readings)).toEqual([]);
    expect(listStartable(unread, readings, true)).toEqual(["one", "two"]);
  });

  it("asks about each text once", () => {
    expect(listTexts([...lines, { id: 6, text: "youtu.be/a" }])).toHaveLength(4);
  });
});
