import { useId } from "react";
import { useTranslation } from "react-i18next";

import { CopyButton } from "@/components/CopyButton";
import type { Claim, PostAnalysis, PostIdea, ReplicableElement } from "@/lib/api/types";
import { bringIntoView } from "@/lib/scroll";

import { CitationChips } from "./CitationChips";
import { ClaimText } from "./ClaimText";
import { useCitations } from "./citations";

/** What a reader in a hurry needs: three to five statements, and the formula. */
export function InShort({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  const formula = analysis.viral_formula;
  return (
    <div className="grid grid-cols-1 gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,1fr)_316px]">
      <section aria-labelledby={titleId}>
        <h2 id={titleId} className="mb-1.5 text-section">
          {t("inShort")}
        </h2>
        <ol className="max-w-[76ch]">
          {analysis.quick_takeaways.map((claim, index) => (
            <li
              key={claim.text}
              className="grid grid-cols-[28px_1fr] border-b border-line py-2.5 text-lead last:border-b-0"
            >
              <span aria-hidden className="text-table leading-6 text-ink-3">
                {index + 1}
              </span>
              <span>
                <ClaimText claim={claim} />
              </span>
            </li>
          ))}
        </ol>
      </section>
      {formula !== null && (
        <section
          aria-label={t("formula")}
          className="relative self-start pl-6 before:absolute before:inset-y-0 before:left-0 before:w-[5px] before:border-l before:border-mark-line before:bg-mark"
        >
          <h2 className="text-note font-medium text-ink-3">{t("formula")}</h2>
          <p className="mt-1.5 mb-3 text-formula">
            <ClaimText claim={formula} />
          </p>
          <CopyButton text={formula.text} label={t("copyFormula")} />
        </section>
      )}
    </div>
  );
}

function Again({ elements }: { elements: readonly ReplicableElement[] }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  if (elements.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className="mb-2 text-section">
        {t("again")}
      </h2>
      <ol>
        {elements.map((element, index) => (
          <li
            key={element.element}
            className="grid grid-cols-[28px_1fr] gap-x-2 gap-y-1 border-b border-line py-3 sm:grid-cols-[28px_minmax(0,2fr)_minmax(0,3fr)]"
          >
            <span aria-hidden className="text-table text-ink-3">
              {index + 1}
            </span>
            <h3 dir="auto" className="text-body font-semibold">
              {element.element}
            </h3>
            <p className="col-start-2 text-body text-ink-2 sm:col-start-3">
              <span dir="auto">{element.how}</span>
              <CitationChips ids={element.evidence_ids} />
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Better({ claims }: { claims: readonly Claim[] }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  if (claims.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className="mb-2 text-section">
        {t("better")}
      </h2>
      <ul>
        {claims.map((claim) => (
          <li key={claim.text} className="border-b border-line py-3 text-body">
            <ClaimText claim={claim} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What to do once more, and what to do otherwise. */
export function AgainAndBetter({ analysis }: { analysis: PostAnalysis }) {
  return (
    <div className="grid grid-cols-1 gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Again elements={analysis.replicable_elements} />
      <Better claims={analysis.improvements} />
    </div>
  );
}

function Idea({ idea, number }: { idea: PostIdea; number: number }) {
  const { t } = useTranslation("result");
  const { language } = useCitations();
  return (
    <li
      id={`idea-${number}`}
      tabIndex={-1}
      className="grid scroll-my-20 grid-cols-[28px_minmax(0,1fr)] gap-x-4 gap-y-2 border-b border-line py-4 last:border-b-0 focus:rounded-picture focus:bg-mark-soft lg:grid-cols-[28px_minmax(0,5fr)_minmax(0,4fr)_auto] lg:items-start"
    >
      <span aria-hidden className="text-table leading-6 text-ink-3">
        {number}
      </span>
      <div lang={language} className="max-w-[76ch] min-w-0">
        <h3 dir="auto" className="text-item">
          {idea.title}
        </h3>
        <p dir="auto" className="mt-0.5 text-body text-ink-2">
          “{idea.hook}”
        </p>
      </div>
      <div lang={language} className="col-start-2 min-w-0 text-table text-ink-2 lg:col-start-3">
        <p className="font-medium text-ink">{idea.format}</p>
        <p className="mt-0.5">
          <span dir="auto">{idea.why}</span>
          <CitationChips ids={idea.evidence_ids} />
        </p>
      </div>
      <div className="col-start-2 lg:col-start-4 print:hidden">
        <CopyButton
          text={[idea.title, idea.hook, idea.format].join("\n")}
          label={t("ideas.copy", { number })}
        />
      </div>
    </li>
  );
}

/** Shows one of the ideas, counted from 1, as if one had gone there by hand. */
export function showIdea(number: number): void {
  const idea = document.getElementById(`idea-${number}`);
  idea?.focus({ preventScroll: true });
  bringIntoView(idea, "center");
}

/** Four posts to make next. */
export function Ideas({ ideas }: { ideas: readonly PostIdea[] }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  if (ideas.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3">
        <h2 id={titleId} className="text-section">
          {t("ideas.title")}
        </h2>
        <p className="text-table text-ink-3">{t("ideas.lead")}</p>
      </div>
      <ol className="border-t border-line-2">
        {ideas.map((idea, index) => (
          <Idea key={idea.title} idea={idea} number={index + 1} />
        ))}
      </ol>
    </section>
  );
}
