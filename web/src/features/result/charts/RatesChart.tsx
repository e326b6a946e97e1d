import { useTranslation } from "react-i18next";

import { buildScale, chooseTicks } from "@/components/strip/scale";
import { useWidth } from "@/components/strip/useWidth";
import { WalkBox } from "@/components/strip/WalkBox";
import type { EvidenceItem, PublishedFigure } from "@/lib/api/types";

import { useUnitFormat } from "../useUnitFormat";
import { type ChartCell, ChartFrame, numberCell, textCell } from "./ChartFrame";
import { chooseRatesDomain, layOutRates } from "./ratesLayout";

interface RatesProps {
  item: EvidenceItem;
  noun: string;
}

/** The words by which a study is told from the others of the chart. */
function useStudyName(): (figure: PublishedFigure) => string {
  const { t } = useTranslation("result");
  return (figure) => {
    const study = t("chart.study", { study: figure.study, year: figure.year });
    if (figure.account_kind == null) return study;
    return `${t(`chart.kind.${figure.account_kind}`)} · ${study}`;
  };
}

/** What a study gives: its typical value, or a span. */
function useFigureWords(format: (value: number) => string): (figure: PublishedFigure) => string {
  return ({ low, median, high }) => {
    const span = low != null && high != null ? `${format(low)} – ${format(high)}` : null;
    if (median == null) return span ?? "–";
    return format(median);
  };
}

/** One study: a hollow diamond, its range a dashed capsule; never the creator's own. */
function Published({
  figure,
  place,
  y,
}: {
  figure: PublishedFigure;
  place: (value: number) => number;
  y: number;
}) {
  const { low, median, high } = figure;
  return (
    <>
      {low != null && high != null && (
        <rect
          x={place(low)}
          y={y - 5}
          width={Math.max(8, place(high) - place(low))}
          height="10"
          rx="5"
          fill="var(--sheet)"
          stroke="var(--pencil)"
          strokeDasharray="3 2"
        />
      )}
      {median != null && (
        <path
          d={`M${place(median)} ${y - 6}l6 6-6 6-6-6Z`}
          fill="var(--sheet)"
          stroke="var(--ink)"
          strokeWidth="1.5"
        />
      )}
    </>
  );
}

function Own({
  item,
  place,
  y,
}: {
  item: EvidenceItem;
  place: (value: number) => number;
  y: number;
}) {
  const { comparison } = item;
  const value = typeof item.value === "number" ? item.value : null;
  const low = comparison?.quartile_low ?? null;
  const high = comparison?.quartile_high ?? null;
  return (
    <>
      {low !== null && high !== null && (
        <rect
          x={place(low)}
          y={y - 9}
          width={Math.max(1, place(high) - place(low))}
          height="18"
          fill="var(--pencil)"
          fillOpacity="0.22"
        />
      )}
      {comparison?.values.map((other, index) => (
        <path
          key={index}
          d={`M${place(other)} ${y - 5}v10`}
          stroke="var(--pencil)"
          strokeOpacity="0.85"
        />
      ))}
      {comparison?.median != null && (
        <path
          d={`M${place(comparison.median)} ${y - 13}v26`}
          stroke="var(--ink)"
          strokeWidth="1.5"
          strokeDasharray="4 3"
        />
      )}
      {value !== null && (
        <circle
          cx={place(value)}
          cy={y}
          r="6"
          fill="var(--mark)"
          stroke="var(--mark-line)"
          strokeWidth="2"
        />
      )}
    </>
  );
}

/** This post and the creator's own over what studies published, on one scale. */
export function RatesChart({ item, noun }: RatesProps) {
  const { t } = useTranslation("result");
  const format = useUnitFormat(item.unit === "ratio" ? "ratio" : "index");
  const nameStudy = useStudyName();
  const tell = useFigureWords(format);
  const [box, width] = useWidth<HTMLDivElement>();
  const figures = item.published ?? [];
  const value = typeof item.value === "number" && item.unit === "ratio" ? item.value : null;
  const hasOwn = value !== null;
  const layout = layOutRates(figures.length, hasOwn, width);
  const domain = chooseRatesDomain(item, figures);
  const scale = buildScale("linear", domain, layout.right - layout.left - 14);
  const place = (each: number): number => layout.left + 7 + scale.place(each);
  const median = item.comparison?.median ?? null;
  const points = [
    ...(hasOwn ? [{ name: noun, value: format(value) }] : []),
    ...(median !== null ? [{ name: t("chart.usual"), value: format(median) }] : []),
    ...figures.map((figure) => ({ name: nameStudy(figure), value: tell(figure) })),
  ];
  const rows: ChartCell[][] = [
    ...(hasOwn
      ? [[textCell(t("chart.this")), textCell(""), numberCell(value, format), textCell("")]]
      : []),
    ...(median !== null
      ? [[textCell(t("chart.usual")), textCell(""), numberCell(median, format), textCell("")]]
      : []),
    ...figures.map((figure) => [
      textCell(nameStudy(figure)),
      numberCell(figure.low, format),
      numberCell(figure.median, format),
      numberCell(figure.high, format),
    ]),
  ];
  return (
    <ChartFrame
      name={item.label}
      note={t("chart.diamondNote")}
      table={{
        head: [t("chart.figure"), t("chart.from"), t("chart.typical"), t("chart.to")],
        rows,
        leading: rows.length - figures.length,
      }}
    >
      <div ref={box} className="w-full">
        <WalkBox
          finding={t("chart.ratesFinding", {
            label: item.label,
            value: item.display,
            count: figures.length,
            studies: points
              .slice(points.length - figures.length)
              .map((point) => `${point.name} ${point.value}`)
              .join("; "),
          })}
          count={points.length}
          readPoint={(index) => `${points[index]?.name}: ${points[index]?.value}`}
        >
          {() => (
            <svg
              width={width}
              height={layout.height}
              viewBox={`0 0 ${width} ${layout.height}`}
              aria-hidden
              className="block overflow-visible text-note"
            >
              {chooseTicks("linear", domain, 4).map((tick) => (
                <g key={tick}>
                  <path
                    d={`M${place(tick)} ${layout.top}V${layout.axisY}`}
                    stroke="var(--pencil)"
                    strokeOpacity="0.25"
                  />
                  <text
                    x={place(tick)}
                    y={layout.axisY + 16}
                    textAnchor="middle"
                    fill="var(--ink-3)"
                    className="text-chip"
                  >
                    {format(tick)}
                  </text>
                </g>
              ))}
              {!hasOwn && (
                <path
                  d={`M${place(1)} ${layout.top}V${layout.axisY}`}
                  stroke="var(--ink)"
                  strokeWidth="1.5"
                  strokeDasharray="4 3"
                />
              )}
              {hasOwn && (
                <>
                  <text x="0" y={layout.labelY(0)} fill="var(--ink)" fontWeight="600">
                    {noun}
                  </text>
                  <Own item={item} place={place} y={layout.rowY(0)} />
                  <text
                    x={width}
                    y={layout.labelY(0)}
                    textAnchor="end"
                    fill="var(--ink)"
                    fontWeight="600"
                  >
                    {format(value)}
                  </text>
                </>
              )}
              {figures.map((figure, index) => {
                const row = index + (hasOwn ? 1 : 0);
                return (
                  <g key={`${figure.study}-${index}`}>
                    <text x="0" y={layout.labelY(row)} fill="var(--ink-2)">
                      {layout.fit(nameStudy(figure))}
                    </text>
                    <Published figure={figure} place={place} y={layout.rowY(row)} />
                    <text x={width} y={layout.labelY(row)} textAnchor="end" fill="var(--ink-2)">
                      {tell(figure)}
                    </text>
                  </g>
                );
              })}
            </svg>
          )}
        </WalkBox>
      </div>
    </ChartFrame>
  );
}
