import { describe, expect, it } from "vitest";

import { LANGUAGES } from "@/lib/i18n/language";

type Texts = { [name: string]: string | Texts };

const files = import.meta.glob<Texts>("./*/*.json", { eager: true, import: "default" });

/** Nested texts as one map: "why.count_one" → "{{count}} finding". */
function flatten(texts: Texts, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(texts)) {
    if (typeof value === "string") flat.set(`${prefix}${name}`, value);
    else for (const [key, text] of flatten(value, `${prefix}${name}.`)) flat.set(key, text);
  }
  return flat;
}

function readTexts(language: string, feature: string): Map<string, string> {
  return flatten(files[`./${language}/${feature}.json`] ?? {});
}

/** What a text is filled with: "{{count, number}} of {{total}}" → count, total. */
function listPlaceholders(text: string): string[] {
  const names = [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map((match) => match[1] ?? "");
  return [...new Set(names)].sort();
}

const FEATURES = Object.keys(files)
  .filter((path) => path.startsWith("./en/"))
  .map((path) => path.slice("./en/".length, -".json".length));
const OTHERS = LANGUAGES.filter((language) => language !== "en");
const PAIRS = OTHERS.flatMap((language) =>
  FEATURES.map((feature): [string, string] => [language, feature]),
);

describe.each(PAIRS)("%s/%s", (language, feature) => {
  const english = readTexts("en", feature);
  const other = readTexts(language, feature);

  it("has the keys of the English file, no more and no fewer", () => {
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fills each text with the same values", () => {
    const filled = (texts: Map<string, string>) =>
      Object.fromEntries([...texts].map(([key, text]) => [key, listPlaceholders(text)]));
    expect(filled(other)).toEqual(filled(english));
  });

  it("leaves no text empty", () => {
    const empty = [...other].filter(([, text]) => text.trim() === "");
    expect(empty).toEqual([]);
  });
});

it("names no language without texts", () => {
  for (const language of LANGUAGES) {
    expect(readTexts(language, "common").size).toBeGreaterThan(0);
  }
});
