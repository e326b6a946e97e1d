import { describe, expect, it } from "vitest";

import { fakeAnalysis, fakeItem } from "../../../tests/factories";
import { partEvidence } from "./findEvidence";

function part(...items: ReturnType<typeof fakeItem>[]) {
  const { evidence } = fakeAnalysis();
  const { shown, folded } = partEvidence(
    fakeAnalysis({
      virality_reasoning: [{ text: "So it is.", evidence_ids: ["E5"] }],
      quick_takeaways: [],
      improvements: [],
      evidence: { ...evidence, items },
    }),
  );
  return { shown: shown.map((item) => item.id), folded: folded.map((item) => item.id) };
}

describe("partEvidence", () => {
  it("shows what is compared, and folds what is only named", () => {
    expect(part(fakeItem({ id: "E1" }), fakeItem({ id: "E2", comparison: null }))).toEqual({
      shown: ["E1"],
      folded: ["E2"],
    });
  });

  it("shows what a sentence rests on, whatever it is", () => {
    expect(part(fakeItem({ id: "E5", comparison: null })).shown).toEqual(["E5"]);
  });

  it("folds the form where it is as usual and no sentence says so", () => {
    const plain = { group: "form", standing: "as_usual" } as const;
    expect(part(fakeItem({ id: "E3", ...plain }), fakeItem({ id: "E5", ...plain }))).toEqual({
      shown: ["E5"],
      folded: ["E3"],
    });
  });

  it("keeps rates and times that are as usual: they are evidence too", () => {
    const rate = fakeItem({ id: "E4", group: "engagement", standing: "as_usual" });
    expect(part(rate).shown).toEqual(["E4"]);
  });
});
