import { useTranslation } from "react-i18next";

import { chooseDomain, chooseTicks } from "@/components/strip/scale";
import { Strip } from "@/components/strip/Strip";
import type { Comparison, EvidenceItem, EvidenceSet } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { useUnitFormat } from "../useUnitFormat";
import { type ChartCell, ChartFrame, type ChartTable, numberCell, textCell } from "./ChartFrame";
import { nameOthers } from "./others";

interface DistributionProps {
  item: EvidenceItem;
  comparison: Comparison;
  evidence: EvidenceSet;
  /** What this post is called: "this video". */
  noun: string;
}

/** The posts of the outlier multiple are known by name; of other items only their values. */
function useTable({ item, comparison, evidence }: DistributionProps): ChartTable {
  const { t } = useTranslation("result");
  const format = useFormat();
  const show = useUnitFormat(item.unit);
  const others = item.kind === "outlier_multiple" ? (evidence.others ?? []) : [];
  const isNamed = others.length === comparison.values.length && others.length > 0;
  const figures: [string, number | null][] = [
    [t("chart.this"), comparison.this],
    [t("chart.usual"), comparison.median],
    [t("chart.low"), comparison.quartile_low],
    [t("chart.high"), comparison.quartile_high],
  ];
  const known = figures.filter(([, value]) => value !== null);
  const blank = textCell("");
  const named = others.map((other): ChartCell[] => [
    textCell(other.title ?? t("chart.untitled")),
    { shown: format.day(new Date(other.published_at)), raw: other.published_at },
    numberCell(other.value, format.count),
    numberCell(other.multiple, format.multiple),
  ]);
  const unnamed = comparison.values.map((value, index): ChartCell[] => [
    textCell(t("chart.other", { number: index + 1 })),
    numberCell(value, show),
  ]);
  return {
    head: [
      t("chart.post"),
      ...(isNamed ? [t("chart.published"), item.label, t("chart.multiple")] : [t("chart.value")]),
    ],
    rows: [
      ...known.map(([name, value], index) => [
        textCell(name),
        ...(isNamed ? [blank] : []),
        numberCell(value, show),
        ...(isNamed ? [index === 0 ? numberCell(item.difference, format.multiple) : blank] : []),
      ]),
      ...(isNamed ? named : unnamed),
    ],
    leading: known.length,
  };
}

/** The strip at full size: the creator's other posts, what is usual, this post. */
export function DistributionChart(props: DistributionProps) {
  const { item, comparison, evidence, noun } = props;
  const { t } = useTranslation("result");
  const format = useUnitFormat(item.unit);
  const table = useTable(props);
  const { kind, domain } = chooseDomain([...comparison.values, comparison.this], comparison.scale);
  const { median, quartile_low: low, quartile_high: high, values } = comparison;
  const value = format(comparison.this);
  const count = values.length;
  const nameOf = nameOthers(item.kind === "outlier_multiple" ? (evidence.others ?? []) : []);
  return (
    <ChartFrame
      name={item.label}
      table={table}
      note={low === null ? undefined : t("evidence.band")}
    >
      <Strip
        isOnColour
        kind={kind}
        domain={domain}
        values={values}
        this={comparison.this}
        median={median}
        quartiles={low === null || high === null ? null : [low, high]}
        ticks={chooseTicks(kind, domain, 5)}
        formatTick={format}
        formatPoint={(point) =>
          [format(point), point === comparison.this ? noun : nameOf(point)]
            .filter(Boolean)
            .join(" · ")
        }
        labels={{
          this: t("strip.this", { noun, value }),
          usual:
            median === null
              ? t("strip.notDrawnPlain", { count })
              : t("strip.usual", { usual: format(median) }),
        }}
        finding={
          median === null
            ? t("strip.findingOpen", { value, count })
            : t("strip.findingPlain", { label: item.label, value, usual: format(median), count })
        }
      />
    </ChartFrame>
  );
}
