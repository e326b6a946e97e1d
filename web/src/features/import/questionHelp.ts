import type { ImportField, ImportMapping, ImportPreview, ImportQuestion } from "@/lib/api/types";

const MOST_EXAMPLES = 2;
const LONGEST = 44;
const TIMES: readonly ImportField[] = ["time", "as_of"];
const FIGURES: readonly ImportField[] = [
  "views",
  "impressions",
  "reach",
  "likes",
  "comments",
  "shares",
  "saves",
  "followers",
  "engagements",
];
const WORDS: readonly ImportField[] = ["title", "text", "creator"];

const ASKED_ABOUT: Partial<Record<ImportQuestion["option"], readonly ImportField[]>> = {
  timezone: TIMES,
  date_order: TIMES,
  number_format: FIGURES,
  encoding: WORDS,
};

/** What makes a value of theirs worth showing beside the question. */
const TELLING: Partial<Record<ImportQuestion["option"], RegExp>> = {
  number_format: /\d[.,\s]\d/,
  encoding: /[^\u0020-\u007e\s]/,
};

/** A long value around what makes it telling. */
function excerpt(sample: string, telling: RegExp | undefined): string {
  if (sample.length <= LONGEST) return sample;
  const at = telling?.exec(sample)?.index ?? 0;
  const start = Math.max(0, Math.min(at - LONGEST / 2, sample.length - LONGEST));
  const end = start + LONGEST;
  return `${start > 0 ? "…" : ""}${sample.slice(start, end)}${end < sample.length ? "…" : ""}`;
}

/** Values of their own file that a question is about, the telling ones first. */
export function findExamples(
  option: ImportQuestion["option"],
  preview: ImportPreview,
  mapping: ImportMapping,
): string[] {
  const fields = ASKED_ABOUT[option] ?? [];
  const columns = new Set(fields.map((field) => mapping[field]));
  const samples = preview.columns
    .filter((column) => columns.has(column.name))
    .flatMap((column) => column.samples)
    // Long ones are cut by the server; its mark is nothing of theirs.
    .map((sample) => sample.replace(/…$/, ""))
    .filter((sample) => sample.trim() !== "");
  const telling = TELLING[option];
  const best = telling === undefined ? samples : samples.filter((sample) => telling.test(sample));
  const shown = best.length > 0 || telling !== undefined ? best : samples;
  return [...new Set(shown.map((sample) => excerpt(sample, telling)))].slice(0, MOST_EXAMPLES);
}

/** The zones to choose from: the reader's own, then what the server offers, then all. */
export function listZones(offered: readonly string[]): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const all = offered.length > 0 ? offered : Intl.supportedValuesOf("timeZone");
  return [...new Set([own, "UTC", ...all])];
}
