import { afterEach, describe, expect, it } from "vitest";

import { matchLanguage, readLanguage, readStoredLanguage, storeLanguage } from "./language";

afterEach(() => localStorage.clear());

describe("readLanguage", () => {
  it.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["EN-us", "en"],
    ["fr", null],
    ["deu", null],
    ["", null],
    [undefined, null],
  ])("reads %s as %s", (tag, language) => {
    expect(readLanguage(tag)).toBe(language);
  });
});

describe("matchLanguage", () => {
  it("takes the reader's first language that we have", () => {
    expect(matchLanguage(["fr-FR", "de-CH", "en"])).toBe("de");
  });

  it("is English for all others", () => {
    expect(matchLanguage(["ja", "fr"])).toBe("en");
    expect(matchLanguage([])).toBe("en");
  });
});

describe("the stored language", () => {
  it("comes back, and nothing else does", () => {
    expect(readStoredLanguage()).toBeNull();
    storeLanguage("de");
    expect(readStoredLanguage()).toBe("de");
    localStorage.setItem("postscope.language", "xx");
    expect(readStoredLanguage()).toBeNull();
  });
});
