import { describe, expect, it } from "vitest";

import { fakeAnalysis, fakeItem } from "../../../tests/factories";
import { findCitedLines } from "./citedLines";

const LINES = [
  { text: "I paid forty dollars for this chair." },
  { text: "If it holds for a week," },
  { text: "I throw mine out." },
  { text: "Yes." },
];

function analysisWith(display: string, claim: string) {
  const base = fakeAnalysis();
  return fakeAnalysis({
    virality_reasoning: [{ text: claim, evidence_ids: ["E4"] }],
    evidence: {
      ...base.evidence,
      items: [fakeItem({ id: "E9", group: "speech", kind: "opening_words", display })],
    },
  });
}

describe("findCitedLines", () => {
  it("finds the lines that evidence of speech quotes, whatever the marks and letters", () => {
    const analysis = analysisWith("“I PAID forty dollars for this chair …”", "No quotation.");
    expect(findCitedLines(LINES, analysis)).toEqual([["E9"], [], [], []]);
  });

  it("finds a quotation of a sentence that runs over two lines", () => {
    const analysis = analysisWith(
      "",
      "It says “if it holds for a week, I throw mine out” at once.",
    );
    expect(findCitedLines(LINES, analysis)).toEqual([[], ["E4"], ["E4"], []]);
  });

  it("finds German quotation marks, and nothing in two words", () => {
    const analysis = analysisWith("„forty dollars“", "Sie sagt „I throw mine out“.");
    expect(findCitedLines(LINES, analysis)).toEqual([[], [], ["E4"], []]);
  });
});
