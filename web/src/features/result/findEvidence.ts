import type { Claim, EvidenceItem, EvidenceSet, PostAnalysis } from "@/lib/api/types";

/** The item that the verdict rests on. */
export function findOutlierItem(evidence: EvidenceSet): EvidenceItem | undefined {
  return evidence.items.find((item) => item.kind === "outlier_multiple");
}

/** Half of what the rule takes at most: a usual of fewer is told with a warning. */
const THIN_BELOW = 15;

/** Whether there is a usual, but one that a few other posts would move. */
export function isThinBaseline(verdict: EvidenceSet["verdict"]): boolean {
  return verdict.baseline_state === "ready" && verdict.sample_size < THIN_BELOW;
}

/** How old the post was when its figures were seen, in the server's words. */
export function findAge(evidence: EvidenceSet): string | null {
  return evidence.items.find((item) => item.kind === "measured_age")?.display ?? null;
}

function listCited(claims: readonly (Pick<Claim, "evidence_ids"> | null)[]): string[] {
  return claims.flatMap((claim) => claim?.evidence_ids ?? []);
}

/** The items that a reader needs first, and those that can be asked for. */
export function partEvidence(analysis: PostAnalysis): {
  shown: EvidenceItem[];
  folded: EvidenceItem[];
} {
  const cited = new Set(
    listCited([
      ...analysis.virality_reasoning,
      ...analysis.quick_takeaways,
      ...analysis.improvements,
    ]),
  );
  const isShown = (item: EvidenceItem): boolean => {
    if (cited.has(item.id)) return true;
    // Of the form, what is as usual tells nothing unless a sentence says so.
    const isPlain = item.group === "form" && item.standing === "as_usual";
    return Boolean(item.comparison) && !isPlain;
  };
  const items = analysis.evidence.items;
  return { shown: items.filter(isShown), folded: items.filter((item) => !isShown(item)) };
}
