import { useTranslation } from "react-i18next";

import { estimateWidth } from "@/components/strip/labels";
import { buildScale, chooseTicks } from "@/components/strip/scale";
import { useWidth } from "@/components/strip/useWidth";
import { WalkBox } from "@/components/strip/WalkBox";
import type { EvidenceItem } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { ChartFrame, numberCell } from "./ChartFrame";

const HEIGHT = 190;
const TOP = 22;
const AXIS = 156;
const LEFT = 52;
const RIGHT = 22;

/** How the count grew: this post under the highlighter, a point per moment it was seen. */
export function GrowthChart({ item, noun }: { item: EvidenceItem; noun: string }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const points = item.growth ?? [];
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;

  const most = Math.max(...points.map((point) => point.value), 1);
  const across = buildScale(
    "linear",
    [Date.parse(first.at), Date.parse(last.at)],
    width - LEFT - RIGHT,
  );
  const up = buildScale("linear", [0, most * 1.05], AXIS - TOP);
  const placed = points.map((point) => ({
    at: point.at,
    x: LEFT + across.place(Date.parse(point.at)),
    y: AXIS - up.place(point.value),
  }));
  const line = placed.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("");
  const label = `${noun} ${format.compact(last.value)}`;
  const tell = (at: string, value: number): string =>
    `${format.moment(new Date(at))}: ${format.count(value)}`;
  const days = placed.filter(({ x }, index) => {
    const before = placed[index - 1];
    return index === 0 || index === placed.length - 1 || (before && x - before.x > 90);
  });
  return (
    <ChartFrame
      name={item.label}
      note={t("chart.growthNote")}
      table={{
        head: [t("chart.seen"), t("chart.count"), t("chart.perDay")],
        rows: points.map((point) => [
          { shown: format.moment(new Date(point.at)), raw: point.at },
          numberCell(point.value, format.count),
          numberCell(point.per_day, format.compact),
        ]),
      }}
    >
      <div ref={box} className="w-full">
        <WalkBox
          finding={t("chart.growthFinding", {
            label: item.label,
            count: points.length,
            from: tell(first.at, first.value),
            to: tell(last.at, last.value),
          })}
          count={points.length}
          readPoint={(index) => {
            const point = points[index];
            return point === undefined ? "" : tell(point.at, point.value);
          }}
          places={placed.map(({ x }) => x)}
        >
          {(at) => (
            <svg
              width={width}
              height={HEIGHT}
              viewBox={`0 0 ${width} ${HEIGHT}`}
              aria-hidden
              className="block overflow-visible text-chip"
            >
              {chooseTicks("linear", [0, most * 1.05], 4).map((tick) => (
                <g key={tick}>
                  <path
                    d={`M${LEFT} ${AXIS - up.place(tick)}H${width - RIGHT}`}
                    stroke="var(--pencil)"
                    strokeOpacity="0.25"
                  />
                  <text
                    x={LEFT - 8}
                    y={AXIS - up.place(tick) + 4}
                    textAnchor="end"
                    fill="var(--ink-3)"
                  >
                    {format.compact(tick)}
                  </text>
                </g>
              ))}
              <path
                d={line}
                fill="none"
                stroke="var(--mark-under)"
                strokeWidth="9"
                strokeLinejoin="round"
              />
              <path
                d={line}
                fill="none"
                stroke="var(--mark-line)"
                strokeWidth="2"
                strokeLinejoin="round"
              />
              {placed.map(({ x, y }, index) => (
                <circle
                  key={index}
                  cx={x}
                  cy={y}
                  r={index === at || index === placed.length - 1 ? 5 : 3}
                  fill="var(--mark)"
                  stroke="var(--mark-line)"
                  strokeWidth="1.5"
                />
              ))}
              <text
                x={Math.min(width - estimateWidth(label, 6.6) / 2, placed.at(-1)?.x ?? width)}
                y={Math.max(12, (placed.at(-1)?.y ?? TOP) - 12)}
                textAnchor="middle"
                fill="var(--ink)"
                fontWeight="600"
                className="text-note"
              >
                {label}
              </text>
              {days.map(({ x, at: seen }, index) => (
                <text
                  key={seen}
                  x={x}
                  y={AXIS + 18}
                  textAnchor={index === 0 ? "start" : index === days.length - 1 ? "end" : "middle"}
                  fill="var(--ink-3)"
                >
                  {format.day(new Date(seen))}
                </text>
              ))}
            </svg>
          )}
        </WalkBox>
      </div>
    </ChartFrame>
  );
}
