import { CircleHelp } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormatNouns } from "@/components/useFormatNouns";
import type { PostAnalysis } from "@/lib/api/types";

import { ClaimText } from "./ClaimText";
import { EvidenceList } from "./EvidenceList";
import { partEvidence } from "./findEvidence";

type WhyForm = "above" | "below" | "usual" | "open";

function chooseForm(analysis: PostAnalysis): WhyForm {
  const { band } = analysis.evidence.verdict;
  if (band === null) return "open";
  if (band === "below" || band === "usual") return band;
  return "above";
}

/** What was taken out for want of evidence, with the reason of each. */
function RemovedClaims({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  return (
    <ul
      aria-label={t("why.removedTitle")}
      className="unfolds mb-5 max-w-[76ch] rounded-note border border-dashed border-ctl px-4 py-3 text-table"
    >
      {analysis.removed.map((claim) => (
        <li key={claim.field} className="py-1">
          <s className="text-ink-3">{claim.text}</s>{" "}
          <span className="text-ink-2">
            {t(`why.reason.${claim.reason}`, { named: claim.named?.join(", ") })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function CannotSee({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const missing = analysis.evidence.missing ?? [];
  if (missing.length === 0) return null;
  return (
    <div className="mt-5 flex gap-2.5 border-t border-line pt-4 text-table text-ink-2">
      <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <p>
        <strong className="font-semibold text-ink">{t("why.cannotSee")}</strong>{" "}
        {missing.map((each) => each.message).join(" ")}
      </p>
    </div>
  );
}

/** The reasoning at the left, the evidence that it stands on at the right. */
export function WhySection({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const nouns = useFormatNouns();
  const titleId = useId();
  const [isRemovedShown, setRemovedShown] = useState(false);
  const { shown, folded } = partEvidence(analysis);
  const removed = analysis.removed.length;
  return (
    <section aria-labelledby={titleId}>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h2 id={titleId} className="text-section">
          {t(`why.${chooseForm(analysis)}`)}
        </h2>
        <p className="text-table text-ink-3">
          {t("why.count", { count: analysis.virality_reasoning.length })}
          {removed > 0 && (
            <>
              {"; "}
              <button
                type="button"
                aria-expanded={isRemovedShown}
                onClick={() => setRemovedShown(!isRemovedShown)}
                className="link rounded-chip"
              >
                {t("why.removed", { count: removed })}
              </button>
            </>
          )}
        </p>
      </div>
      {isRemovedShown && <RemovedClaims analysis={analysis} />}
      <div className="grid grid-cols-1 gap-x-14 gap-y-8 lg:grid-cols-[minmax(0,4fr)_minmax(0,5fr)]">
        <div className="self-start lg:sticky lg:top-20">
          <div className="flex max-w-[76ch] flex-col gap-4 text-reading">
            {analysis.virality_reasoning.map((claim) => (
              <p key={claim.text}>
                <ClaimText claim={claim} />
              </p>
            ))}
          </div>
          <CannotSee analysis={analysis} />
        </div>
        <EvidenceList
          shown={shown}
          folded={folded}
          nouns={nouns(analysis.evidence.subject.format)}
        />
      </div>
    </section>
  );
}
