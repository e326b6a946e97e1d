import { describe, expect, it } from "vitest";

import { joinList, readList, readOneOf, readWords, splitList } from "./searchParams";

describe("readWords", () => {
  it("takes what the router has read as a number or a truth for the words that they are", () => {
    expect(readWords(2024)).toBe("2024");
    expect(readWords(true)).toBe("true");
  });

  it("leaves out what is no words", () => {
    for (const value of [undefined, null, {}, ["a"], "", "   "]) {
      expect(readWords(value)).toBeUndefined();
    }
  });

  it("cuts what is too long", () => {
    expect(readWords("a".repeat(500))).toHaveLength(200);
  });
});

describe("readList", () => {
  it("keeps the parts that have the form, each once", () => {
    expect(readList("youtube,X!,x,youtube,", /^[a-z]+$/)).toBe("youtube,x");
  });

  it("is nothing where no part has it", () => {
    expect(readList("1,2", /^[a-z]+$/)).toBeUndefined();
  });
});

describe("readOneOf", () => {
  it("knows the known alone", () => {
    expect(readOneOf("views", ["newest", "views"])).toBe("views");
    expect(readOneOf("VIEWS", ["newest", "views"])).toBeUndefined();
  });
});

it("splits and joins to the same", () => {
  expect(splitList(joinList(["a", "b"]))).toEqual(["a", "b"]);
  expect(joinList([])).toBeUndefined();
  expect(splitList(undefined)).toEqual([]);
});
