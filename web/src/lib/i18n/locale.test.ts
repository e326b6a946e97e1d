import { describe, expect, it } from "vitest";

import { chooseLocale } from "./locale";

describe("chooseLocale", () => {
  it("is the page's language in the reader's region", () => {
    expect(chooseLocale("de", ["en-US", "de-AT", "de"])).toBe("de-AT");
    expect(chooseLocale("en", ["de-DE", "en-US"])).toBe("en-US");
  });

  it("has a region of its own where the reader names none", () => {
    expect(chooseLocale("en", ["en"])).toBe("en-GB");
    expect(chooseLocale("de", ["fr-FR"])).toBe("de-DE");
  });
});
