import { CircleHelp } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { useFormatNouns } from "@/components/useFormatNouns";
import type { PostAnalysis } from "@/lib/api/types";

import { ClaimText } from "./ClaimText";
import { useCitations } from "./citations";
import { EvidenceList } from "./EvidenceList";
import { isThinBaseline, partEvidence } from "./findEvidence";

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
          <s dir="auto" className="text-ink-3">
            {claim.text}
          </s>{" "}
          <span className="text-ink-2">
            {t(`why.reason.${claim.reason}`, { named: claim.named?.join(", ") })}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Doubt({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex gap-2.5">
      <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <p>
        <strong className="font-semibold text-ink">{name}</strong> {children}
      </p>
    </div>
  );
}

/** What the sentences above do not know, and what they must not be taken for. */
function Doubts({ analysis, form }: { analysis: PostAnalysis; form: WhyForm }) {
  const { t } = useTranslation("result");
  const { language } = useCitations();
  const { verdict, missing = [] } = analysis.evidence;
  const isThin = isThinBaseline(verdict);
  const isCompared = form === "above" || form === "below";
  const hasFormula = analysis.viral_formula !== null;
  if (missing.length === 0 && !isThin && !isCompared && hasFormula) return null;
  return (
    <div className="mt-5 flex flex-col gap-3 border-t border-line pt-4 text-table text-ink-2">
      {isThin && (
        <Doubt name={t("why.thin")}>{t("why.thinHow", { count: verdict.sample_size })}</Doubt>
      )}
      {missing.length > 0 && (
        <Doubt name={t("why.cannotSee")}>
          <span lang={language}>{missing.map((each) => each.message).join(" ")}</span>
        </Doubt>
      )}
      {isCompared && <Doubt name={t("why.cause")}>{t("why.causeHow")}</Doubt>}
      {form === "open" && !hasFormula && (
        <Doubt name={t("why.notSaid")}>{t("why.notSaidHow")}</Doubt>
      )}
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
  const form = chooseForm(analysis);
  return (
    <section aria-labelledby={titleId}>
      <div className="mb-4 flex flex-wrap items-baseline gap-x-3">
        <h2 id={titleId} className="text-section">
          {t(`why.${form}`)}
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
          <Doubts analysis={analysis} form={form} />
        </div>
        <EvidenceList
          shown={shown}
          folded={folded}
          evidence={analysis.evidence}
          nouns={nouns(analysis.evidence.subject.format)}
        />
      </div>
    </section>
  );
}
