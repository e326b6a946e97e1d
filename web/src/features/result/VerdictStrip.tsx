import { useTranslation } from "react-i18next";

import { chooseDomain, chooseTicks, chooseVerdictDomain } from "@/components/strip/scale";
import { Strip } from "@/components/strip/Strip";
import type { StripBand } from "@/components/strip/StripAxis";
import { useFormatNouns } from "@/components/useFormatNouns";
import type { BandName, EvidenceItem, EvidenceSet } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { nameOthers } from "./charts/others";
import { findOutlierItem } from "./findEvidence";

const BANDS: readonly { name: BandName; low: number | null; high: number | null }[] = [
  { name: "below", low: null, high: 0.67 },
  { name: "usual", low: 0.67, high: 1.5 },
  { name: "above", low: 1.5, high: 3 },
  { name: "outlier", low: 3, high: 10 },
  { name: "extreme", low: 10, high: null },
];

function useBands(item: EvidenceItem): StripBand[] {
  const { t } = useTranslation("common");
  const bands = item.comparison?.bands?.length ? item.comparison.bands : BANDS;
  return bands.map((band) => ({
    name: t(`bandWord.${band.name}`),
    low: band.low,
    high: band.high,
  }));
}

/** Values in multiples of the usual, on the axis with the bands. */
function MultipleStrip({ item, evidence }: { item: EvidenceItem; evidence: EvidenceSet }) {
  const { t } = useTranslation(["result", "common"]);
  const format = useFormat();
  const nouns = useFormatNouns();
  const bands = useBands(item);
  const { verdict, subject } = evidence;
  const comparison = item.comparison;
  const nameOf = nameOthers(evidence.others ?? []);
  const usual = verdict.usual;
  if (!comparison || usual === null || verdict.multiple === null) return null;

  const toMultiple = (value: number): number => (value + 1) / (usual + 1);
  const multiples = comparison.values.map(toMultiple);
  const limit = bands.at(-2)?.low ?? 3;
  const above = multiples.filter((multiple) => multiple >= limit).length;
  const value = format.compact(comparison.this);
  const multiple = format.multiple(verdict.multiple);
  const { quartile_low: low, quartile_high: high } = comparison;
  return (
    <Strip
      kind="log"
      domain={chooseVerdictDomain([...multiples, verdict.multiple])}
      values={multiples}
      this={verdict.multiple}
      median={1}
      quartiles={low === null || high === null ? null : [toMultiple(low), toMultiple(high)]}
      interval={verdict.interval && [verdict.interval.low, verdict.interval.high]}
      bands={bands}
      formatTick={(tick) => `${tick}×`}
      formatPoint={(point) => {
        const count = Math.round(point * (usual + 1) - 1);
        const name = point === verdict.multiple ? nouns(subject.format).this : nameOf(count);
        return [format.compact(count), format.multiple(point), name].filter(Boolean).join(" · ");
      }}
      remark={
        above > 0 && verdict.multiple > limit
          ? {
              at: Math.max(...multiples) * 1.15,
              text: t("result:strip.othersAbove", { count: above, limit: `${limit}×` }),
            }
          : null
      }
      labels={{
        this: t("result:strip.thisMultiple", { noun: nouns(subject.format).this, value, multiple }),
        usual: t("result:strip.usual", { usual: format.compact(usual) }),
      }}
      finding={t("result:strip.finding", {
        value,
        multiple,
        usual: format.compact(usual),
        count: multiples.length,
        band: verdict.band === null ? "" : t(`common:band.${verdict.band}`),
      })}
    />
  );
}

/** Without a usual: the same places on a plain axis, hollow, and why. */
function OpenStrip({ item, evidence }: { item: EvidenceItem; evidence: EvidenceSet }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const nouns = useFormatNouns();
  const { verdict, subject } = evidence;
  const comparison = item.comparison;
  if (!comparison) return null;
  const { kind, domain } = chooseDomain([...comparison.values, comparison.this], "log");
  const value = format.compact(comparison.this);
  return (
    <Strip
      kind={kind}
      domain={domain}
      values={comparison.values}
      this={comparison.this}
      median={null}
      quartiles={null}
      ticks={chooseTicks(kind, domain, 5)}
      formatTick={format.compact}
      formatPoint={format.compact}
      labels={{
        this: t("strip.this", { noun: nouns(subject.format).this, value }),
        usual: t("strip.notDrawn", { held: verdict.sample_size, needed: verdict.needed }),
      }}
      finding={t("strip.findingOpen", { value, count: comparison.values.length })}
    />
  );
}

/** The strip of the verdict, in whichever form the baseline allows. */
export function VerdictStrip({ evidence }: { evidence: EvidenceSet }) {
  const item = findOutlierItem(evidence);
  if (item === undefined || !item.comparison) return null;
  const Form = evidence.verdict.multiple === null ? OpenStrip : MultipleStrip;
  return <Form item={item} evidence={evidence} />;
}
