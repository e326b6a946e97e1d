import { Check, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";

import { BandChip } from "@/components/BandChip";
import { Chip } from "@/components/Chip";
import { DemoChip } from "@/components/DemoChip";
import { useFormatNouns } from "@/components/useFormatNouns";
import type { EvidenceSet } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { findAge, findOutlierItem, isThinBaseline } from "./findEvidence";

const ICON = { "aria-hidden": true, className: "size-3.5", strokeWidth: 1.75 } as const;

function usePickNoun(evidence: EvidenceSet): (count: number) => string {
  const { one, many } = useFormatNouns()(evidence.subject.format);
  return (count) => (count === 1 ? one : many);
}

function Chips({ evidence }: { evidence: EvidenceSet }) {
  const { t } = useTranslation("result");
  const { verdict, subject } = evidence;
  const age = findAge(evidence);
  const count = verdict.sample_size;
  const noun = usePickNoun(evidence)(count);
  const isYoung = findOutlierItem(evidence)?.marks?.includes("young_post") ?? false;
  return (
    <div className="flex flex-wrap gap-2">
      <BandChip band={verdict.band} />
      {verdict.baseline_state === "ready" ? (
        <Chip kind="outline" icon={<Check {...ICON} />}>
          {t("verdict.comparable", { count, noun })}
        </Chip>
      ) : (
        verdict.baseline_state === "no_baseline" && (
          <Chip kind="outline">
            {t("verdict.held", { held: count, noun, needed: verdict.needed })}
          </Chip>
        )
      )}
      {isThinBaseline(verdict) && (
        <Chip kind="warn" title={t("why.thinHow", { count })}>
          {t("verdict.thin")}
        </Chip>
      )}
      {age !== null && (
        <Chip kind={isYoung ? "warn" : "outline"} icon={<Clock {...ICON} />}>
          {isYoung ? t("verdict.young") : t("verdict.age", { age })}
        </Chip>
      )}
      {subject.is_invented && <DemoChip />}
    </div>
  );
}

/** The verdict in one sentence with its numbers. */
function useSentence(evidence: EvidenceSet): string {
  const { t } = useTranslation("result");
  const format = useFormat();
  const pickNoun = usePickNoun(evidence);
  const { verdict } = evidence;
  const age = findAge(evidence);
  const parts: string[] = [];
  if (verdict.basis !== null && verdict.value !== null) {
    const value = t(`verdict.value.${verdict.basis}`, { value: format.compact(verdict.value) });
    parts.push(age === null ? `${value}.` : `${value} ${t("verdict.at", { age })}.`);
  }
  if (verdict.usual === null) {
    const isCounted = verdict.baseline_state === "no_baseline";
    const held = verdict.sample_size;
    const noun = pickNoun(held);
    parts.push(
      isCounted
        ? t("verdict.held_sentence", { held, noun, needed: verdict.needed })
        : t("verdict.noComparison"),
    );
    return parts.join(" ");
  }
  const values = findOutlierItem(evidence)?.comparison?.values ?? [];
  const more = values.filter((value) => value > (verdict.value ?? 0)).length;
  parts.push(
    t("verdict.usual", {
      count: verdict.sample_size,
      plural: pickNoun(verdict.sample_size + 1),
      usual: format.compact(verdict.usual),
    }),
    more === 0 ? t("verdict.noneMore") : t("verdict.more", { count: more }),
  );
  if (verdict.interval) {
    const { low, high } = verdict.interval;
    parts.push(t("verdict.interval", { low: format.multiple(low), high: format.multiple(high) }));
  }
  if (verdict.band === "usual") parts.push(t("verdict.within"));
  return parts.join(" ");
}

function Title({ evidence }: { evidence: EvidenceSet }) {
  const { t } = useTranslation("result");
  const { verdict, subject } = evidence;
  const pickNoun = usePickNoun(evidence);
  const format = useFormat();
  switch (verdict.baseline_state) {
    case "no_baseline":
      return t("verdict.noBaseline", { plural: pickNoun(2) });
    case "no_published_time":
      return t("verdict.noPublishedTime");
    case "no_metrics":
      return t("verdict.noMetrics");
    case "ready":
      return (
        <>
          <span className="highlighted-number">
            {verdict.multiple === null ? "" : format.multiple(verdict.multiple)}
          </span>{" "}
          {t(`usualOf.${subject.platform === "youtube" ? "channel" : "account"}`)}
        </>
      );
  }
}

/** What the analysis comes to: chips, the multiple, one sentence. */
export function VerdictHead({ evidence }: { evidence: EvidenceSet }) {
  const sentence = useSentence(evidence);
  return (
    <div>
      <Chips evidence={evidence} />
      <h1 className="mt-2.5 text-verdict-phone md:text-verdict">
        <Title evidence={evidence} />
      </h1>
      <p className="mt-1.5 max-w-[76ch] text-lead text-ink-2">{sentence}</p>
    </div>
  );
}
