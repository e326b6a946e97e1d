import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { DateTime } from "@/components/DateTime";
import { useFormatNouns } from "@/components/useFormatNouns";
import type { PostAnalysis } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { findOutlierItem } from "./findEvidence";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      {name} <span className="font-medium text-ink-2">{children}</span>
    </span>
  );
}

/** The way from the counts to the verdict, step by step, with this post's own numbers. */
function WorkedOut({ analysis, id }: { analysis: PostAnalysis; id: string }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const nouns = useFormatNouns();
  const { verdict, subject, items } = analysis.evidence;
  const { many } = nouns(subject.format);
  const { value, usual, multiple, interval } = verdict;
  const isReady = value !== null && usual !== null && multiple !== null;
  const steps: [string, ReactNode][] = [
    [t("worked.sample"), t("worked.sampleHow", { plural: many, count: verdict.sample_size })],
  ];
  if (isReady) {
    steps.push([
      t("worked.multiple"),
      t("worked.multipleHow", {
        value: format.count(value),
        usual: format.count(usual),
        multiple: format.multiple(multiple),
      }),
    ]);
  } else steps.push([t("worked.multiple"), t("worked.noMultiple", { needed: verdict.needed })]);
  if (interval) {
    steps.push([
      t("worked.interval"),
      t("worked.intervalHow", {
        low: format.multiple(interval.low),
        high: format.multiple(interval.high),
        coverage: format.ratio(interval.coverage),
      }),
    ]);
  }
  if (verdict.percentile !== null) {
    steps.push([
      t("worked.rank"),
      t("worked.rankHow", { share: format.ratio(verdict.percentile) }),
    ]);
  }
  steps.push(
    [t("worked.bands"), t("worked.bandsHow")],
    [
      t("worked.words"),
      t(analysis.provider === "offline" ? "worked.wordsOffline" : "worked.wordsModel", {
        model: analysis.model,
        prompt: analysis.prompt_version,
        count: items.length,
        removed: analysis.removed.length,
      }),
    ],
    [t("worked.rule"), findOutlierItem(analysis.evidence)?.source ?? verdict.rule],
  );
  return (
    <dl
      id={id}
      className="unfolds grid w-full max-w-[960px] grid-cols-1 gap-x-6 gap-y-1 pt-3 text-table sm:grid-cols-[176px_minmax(0,1fr)] sm:gap-y-2"
    >
      {steps.map(([name, words]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="mb-2 text-ink-2 sm:mb-0">{words}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the result cost, who wrote it, by which rule, and how that goes. */
export function ResultFoot({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const workedId = useId();
  const { subject, verdict, items } = analysis.evidence;
  const isOffline = analysis.provider === "offline";
  const seconds = analysis.latency_ms / 1000;
  return (
    <footer className="flex flex-wrap gap-x-6 gap-y-1.5 border-t border-line pt-4 text-note text-ink-3">
      <Fact name={t("foot.cost")}>{format.money(analysis.cost_micro_usd)}</Fact>
      <span>
        <Fact name={t("foot.writtenBy")}>{isOffline ? t("foot.offline") : analysis.model}</Fact>,{" "}
        {t("foot.checked", { count: items.length })}
      </span>
      {!isOffline && (
        <Fact name={t("foot.took")}>
          {seconds < 1 ? `${format.count(analysis.latency_ms)} ms` : format.span(seconds)}
        </Fact>
      )}
      <Fact name={t("foot.seen")}>
        <DateTime at={subject.metrics_as_of} />
      </Fact>
      <Fact name={t("foot.rule")}>{verdict.rule}</Fact>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={workedId}
        onClick={() => setOpen(!isOpen)}
        className="link rounded-chip print:hidden"
      >
        {t("foot.worked")}
      </button>
      {isOpen && <WorkedOut analysis={analysis} id={workedId} />}
    </footer>
  );
}
