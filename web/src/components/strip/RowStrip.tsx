import type { ReactNode } from "react";

import type { Comparison, PublishedFigure } from "@/lib/api/types";

import { type AxisScale, buildScale, chooseDomain } from "./scale";

const WIDTH = 104;
const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;
const AIR = 6;

function buildRowScale(
  values: readonly number[],
  wished: "log" | "linear",
  width = WIDTH,
): AxisScale {
  const { kind, domain } = chooseDomain(values, wished);
  const inner = buildScale(kind, domain, width - 2 * AIR);
  return { ...inner, place: (value) => AIR + inner.place(value) };
}

function Frame({ children, width = WIDTH }: { children: ReactNode; width?: number }) {
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      aria-hidden
      className="block shrink-0"
    >
      {children}
    </svg>
  );
}

function MarkedDot({ x, isUnsure = false }: { x: number; isUnsure?: boolean }) {
  return (
    <circle
      cx={x}
      cy={MIDDLE}
      r="5"
      fill={isUnsure ? "var(--mark-unsure)" : "var(--mark)"}
      stroke="var(--mark-line)"
      strokeWidth="1.5"
      strokeDasharray={isUnsure ? "2.5 1.7" : undefined}
    />
  );
}

/**
 * The strip in a row. The words beside it say the same, so it is silent.
 * Without a usual: hollow dots on a dotted line.
 */
export function RowStrip({
  comparison,
  width = WIDTH,
}: {
  comparison: Comparison;
  width?: number;
}) {
  const { values } = comparison;
  const median = comparison.median ?? null;
  const scale = buildRowScale([...values, comparison.this], comparison.scale, width);
  const isUnsure = median === null;
  return (
    <Frame width={width}>
      <path
        d={`M0 ${MIDDLE}H${width}`}
        stroke="var(--line-2)"
        strokeDasharray={isUnsure ? "2 3" : undefined}
      />
      {isUnsure
        ? values.map((value, index) => (
            <circle
              key={index}
              cx={scale.place(value)}
              cy={MIDDLE}
              r="2.75"
              fill="var(--sheet)"
              stroke="var(--pencil)"
              strokeWidth="1.5"
            />
          ))
        : values.map((value, index) => (
            <path
              key={index}
              d={`M${scale.place(value)} ${MIDDLE - 4}v8`}
              stroke="var(--pencil)"
              strokeOpacity="0.8"
            />
          ))}
      {median !== null && (
        <path
          d={`M${scale.place(median)} 1V${HEIGHT - 1}`}
          stroke="var(--ink)"
          strokeWidth="1.5"
          strokeDasharray="3 2"
        />
      )}
      <MarkedDot x={scale.place(comparison.this)} isUnsure={isUnsure} />
    </Frame>
  );
}

/** How many of the others have the same trait, as part of a track. */
export function RowShare({ count, total }: { count: number; total: number }) {
  const share = total === 0 ? 0 : count / total;
  return (
    <Frame>
      <path
        d={`M2 ${MIDDLE}H${WIDTH - AIR}`}
        stroke="var(--fill-2)"
        strokeWidth="4"
        strokeLinecap="round"
      />
      {share > 0 && (
        <path
          d={`M2 ${MIDDLE}H${Math.max(2.01, 2 + share * (WIDTH - AIR - 2))}`}
          stroke="var(--pencil)"
          strokeWidth="4"
          strokeLinecap="round"
        />
      )}
      <MarkedDot x={WIDTH - AIR} />
    </Frame>
  );
}

/** A published figure: a hollow diamond, its range a dashed capsule; never the creator's own. */
export function RowPublished({
  figure,
  value,
  usual = null,
}: {
  figure: PublishedFigure;
  value: number | null;
  /** What the figure is measured against, such as the average slot. */
  usual?: number | null;
}) {
  const known = [figure.low, figure.median, figure.high, value, usual].filter(
    (part): part is number => part !== null && part !== undefined,
  );
  const scale = buildRowScale(known, "linear");
  const { low, high, median } = figure;
  return (
    <Frame>
      <path d={`M0 ${MIDDLE}H${WIDTH}`} stroke="var(--line-2)" />
      {low !== null && low !== undefined && high !== null && high !== undefined && (
        <rect
          x={scale.place(low)}
          y={MIDDLE - 4}
          width={Math.max(8, scale.place(high) - scale.place(low))}
          height="8"
          rx="4"
          fill="var(--sheet)"
          stroke="var(--pencil)"
          strokeDasharray="2.5 2"
        />
      )}
      {median !== null && median !== undefined && (
        <path
          d={`M${scale.place(median)} ${MIDDLE - 5}l5 5-5 5-5-5Z`}
          fill="var(--sheet)"
          stroke="var(--ink)"
          strokeWidth="1.5"
        />
      )}
      {usual !== null && (
        <path
          d={`M${scale.place(usual)} 1V${HEIGHT - 1}`}
          stroke="var(--ink)"
          strokeWidth="1.5"
          strokeDasharray="3 2"
        />
      )}
      {value !== null && <MarkedDot x={scale.place(value)} />}
    </Frame>
  );
}

/** How a count grew, from the first time it was seen to the last. */
export function RowGrowth({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = (WIDTH - 2 * AIR) / Math.max(1, values.length - 1);
  const places = values.map((value, index) => ({
    x: AIR + step * index,
    y: HEIGHT - 4 - (value / most) * (HEIGHT - 8),
  }));
  const last = places.at(-1);
  return (
    <Frame>
      <path d={`M0 ${HEIGHT - 3}H${WIDTH}`} stroke="var(--line-2)" />
      <path
        d={places.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x} ${y}`).join("")}
        fill="none"
        stroke="var(--mark-line)"
        strokeWidth="1.5"
      />
      {last !== undefined && (
        <circle
          cx={last.x}
          cy={last.y}
          r="4"
          fill="var(--mark)"
          stroke="var(--mark-line)"
          strokeWidth="1.5"
        />
      )}
    </Frame>
  );
}
