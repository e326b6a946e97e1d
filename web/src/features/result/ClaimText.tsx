import type { Claim } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { CitationChips } from "./CitationChips";
import { useCitations } from "./citations";

/** A sentence and its evidence; under the highlighter while that evidence is open. */
export function ClaimText({ claim }: { claim: Claim }) {
  const { chosen, language } = useCitations();
  const isChosen = chosen !== null && claim.evidence_ids.includes(chosen);
  return (
    <>
      <span
        lang={language}
        dir="auto"
        className={joinClasses(isChosen && "highlighted highlighted-drawn")}
      >
        {claim.text}
      </span>
      <CitationChips ids={claim.evidence_ids} />
    </>
  );
}
