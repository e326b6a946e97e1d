import type { PostAnalysis } from "@/lib/api/types";

/** Fewer words than this are said too often to be a quotation. */
const FEWEST_WORDS = 3;
const QUOTED = /[“"„«]([^“”"„«»]{8,})[”"“»]/g;

function simplify(text: string): string {
  return text
    .toLocaleLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function listQuotes(text: string): string[] {
  const quotes = [...text.matchAll(QUOTED)].map((match) => simplify(match[1] ?? ""));
  return quotes.filter((quote) => quote.split(" ").length >= FEWEST_WORDS);
}

interface Quotation {
  words: string;
  evidenceIds: readonly string[];
}

/** What sentences and evidence of speech quote, with the evidence that they stand on. */
function listQuotations(analysis: PostAnalysis): Quotation[] {
  const claims = [
    ...analysis.virality_reasoning,
    ...analysis.quick_takeaways,
    ...analysis.improvements,
    ...analysis.content_observation.points,
  ];
  const said = analysis.evidence.items.filter((item) => item.group === "speech");
  return [
    ...said.flatMap((item) =>
      listQuotes(item.display).map((words) => ({ words, evidenceIds: [item.id] })),
    ),
    ...claims.flatMap((claim) =>
      listQuotes(claim.text).map((words) => ({ words, evidenceIds: claim.evidence_ids })),
    ),
  ];
}

/** A quotation may run over lines, and a line over a quotation. */
function isPartOf(line: string, words: string): boolean {
  if (line.includes(words)) return true;
  return line.split(" ").length >= FEWEST_WORDS && words.includes(line);
}

/**
 * Which lines of a transcript are quoted, and by which evidence.
 *
 * Shapes: one entry per line, in order; empty where nobody quotes it. Case and marks of
 * punctuation do not count.
 */
export function findCitedLines(
  lines: readonly { text: string }[],
  analysis: PostAnalysis,
): string[][] {
  const quotations = listQuotations(analysis);
  return lines.map((line) => {
    const text = simplify(line.text);
    const ids = quotations
      .filter((quotation) => isPartOf(text, quotation.words))
      .flatMap((quotation) => quotation.evidenceIds);
    return [...new Set(ids)];
  });
}
