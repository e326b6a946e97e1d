import { ChartLine, Info, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { chooseDomain, chooseTicks } from "@/components/strip/scale";
import { Strip } from "@/components/strip/Strip";
import type { Comparison, EvidenceItem, PublishedFigure } from "@/lib/api/types";

import { CsvButton, EvidenceTable } from "./EvidenceTable";
import { useUnitFormat } from "./useUnitFormat";

function LargeStrip({
  item,
  comparison,
  noun,
}: {
  item: EvidenceItem;
  comparison: Comparison;
  noun: string;
}) {
  const { t } = useTranslation("result");
  const format = useUnitFormat(item.unit);
  const { kind, domain } = chooseDomain([...comparison.values, comparison.this], comparison.scale);
  const { median, quartile_low: low, quartile_high: high, values } = comparison;
  const value = format(comparison.this);
  const count = values.length;
  return (
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
      formatPoint={format}
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
  );
}

function Studies({ figures }: { figures: readonly PublishedFigure[] }) {
  const { t } = useTranslation("result");
  return (
    <ul className="flex flex-col gap-2">
      {figures.map((figure) => (
        <li key={`${figure.study}-${figure.year}-${figure.metric}`}>
          {figure.statement}
          <span className="block text-note text-ink-3">
            {[
              t("evidence.study", {
                study: figure.study,
                year: figure.year,
                denominator: figure.denominator,
              }),
              figure.n && t("evidence.studySize", { n: figure.n }),
              figure.via && t("evidence.via"),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Facts({ item }: { item: EvidenceItem }) {
  const { t } = useTranslation("result");
  const { share } = item;
  const facts: [string, ReactNode][] = [];
  if (share) {
    const words = [t("evidence.shareSentence", { count: share.count, total: share.total })];
    if (share.multiple_display) {
      words.push(t("evidence.shareMultiple", { multiple: share.multiple_display }));
    }
    facts.push([t("evidence.columnStrip"), words.join(" ")]);
  }
  if (item.sample) facts.push([t("evidence.sample"), `${item.sample_size} ${item.sample}`]);
  if (item.basis) facts.push([t("evidence.basis"), item.basis]);
  facts.push([t("evidence.source"), item.source]);
  if (item.published?.length) {
    facts.push([t("evidence.published"), <Studies key="studies" figures={item.published} />]);
  }
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-table @[400px]:grid-cols-[104px_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-note leading-5 text-ink-3">{name}</dt>
          <dd className="mb-1 min-w-0 text-ink-2 @[400px]:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Says what the band is, where there is one. */
function BandNote({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation("result");
  if (comparison.quartile_low === null) return <span />;
  return (
    <p className="flex items-center gap-1.5 text-note text-ink-2">
      <Info aria-hidden className="size-3.5 shrink-0" strokeWidth={1.75} />
      {t("evidence.band")}
    </p>
  );
}

/** What an evidence row opens to: the strip at full size, its numbers, where it is from. */
export function EvidenceDetail({ item, noun }: { item: EvidenceItem; noun: string }) {
  const { t } = useTranslation("result");
  const [isTable, setTable] = useState(false);
  const remarks = [item.detail, ...(item.marks ?? []).map((mark) => t(`evidence.mark.${mark}`))];
  return (
    <div className="unfolds pt-1 pb-4 @[500px]:pl-[42px]">
      {item.comparison && (
        <>
          {isTable ? (
            <EvidenceTable item={item} comparison={item.comparison} />
          ) : (
            <LargeStrip item={item} comparison={item.comparison} noun={noun} />
          )}
          <div className="mt-2 mb-3 flex items-center justify-between gap-3">
            {isTable ? (
              <CsvButton item={item} comparison={item.comparison} />
            ) : (
              <BandNote comparison={item.comparison} />
            )}
            <Button
              aria-pressed={isTable}
              onClick={() => setTable(!isTable)}
              icon={
                isTable ? (
                  <ChartLine aria-hidden className="size-4" strokeWidth={1.75} />
                ) : (
                  <Table2 aria-hidden className="size-4" strokeWidth={1.75} />
                )
              }
            >
              {isTable ? t("evidence.chart") : t("evidence.table")}
            </Button>
          </div>
        </>
      )}
      {remarks.filter(Boolean).map((remark) => (
        <p key={remark} className="mb-2 text-table text-ink-2">
          {remark}
        </p>
      ))}
      <Facts item={item} />
    </div>
  );
}
