import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { layOutStrip, type StripLabels, type StripSubject } from "./model";
import { StripAxis, type StripBand } from "./StripAxis";
import { MarkedPost, NotKnown, Others, Usual, Words } from "./StripMarks";
import { useWidth } from "./useWidth";

export interface StripProps extends StripSubject {
  labels: StripLabels;
  /** The finding in a sentence: the chart's text alternative. */
  finding: string;
  /** Values on the axis, where it has no bands. */
  ticks?: readonly number[];
  bands?: readonly StripBand[];
  formatTick: (value: number) => string;
  /** How a post's value is read out when one walks through the points. */
  formatPoint: (value: number) => string;
  /** On a coloured ground the grey of the sheet would not be seen as a band. */
  isOnColour?: boolean;
  /** A remark on the marked side, such as how many others lie there. */
  remark?: { at: number; text: string } | null;
}

/** Steps through the others and this post, in the order of their values. */
function useWalk(count: number) {
  const [at, setAt] = useState<number | null>(null);
  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((before) => Math.min(count - 1, Math.max(0, (before ?? -1) + step)));
  }
  return { at, onKeyDown, onBlur: () => setAt(null) };
}

/**
 * The strip: the creator's other posts in pencil, what is usual dashed, this post under
 * the highlighter. Drawn pixel by pixel at its own width, so that words keep their size.
 */
export function Strip(props: StripProps) {
  const { t } = useTranslation();
  const [box, width] = useWidth<HTMLDivElement>();
  const patternId = useId();
  const layout = layOutStrip(props, props.labels, width);
  const points = useMemo(
    () => [...props.values, props.this].sort((a, b) => a - b),
    [props.values, props.this],
  );
  const walk = useWalk(points.length);
  const point = walk.at === null ? null : (points[walk.at] ?? null);
  const reading =
    point === null || walk.at === null
      ? t("strip.walk")
      : t("strip.point", {
          position: walk.at + 1,
          total: points.length,
          value: props.formatPoint(point),
        });

  return (
    <div ref={box} className="w-full">
      <div
        role="slider"
        tabIndex={0}
        aria-label={props.finding}
        aria-valuemin={1}
        aria-valuemax={points.length}
        aria-valuenow={(walk.at ?? 0) + 1}
        aria-valuetext={reading}
        onKeyDown={walk.onKeyDown}
        onBlur={walk.onBlur}
        className="relative rounded-chip"
      >
        <svg width={width} height={layout.height} aria-hidden className="block overflow-visible">
          {layout.quartileX !== null && (
            <rect
              x={layout.quartileX[0]}
              y={layout.topY + 8}
              width={Math.max(1, layout.quartileX[1] - layout.quartileX[0])}
              height={layout.axisY - layout.topY - 8}
              fill={props.isOnColour ? "var(--pencil)" : "var(--fill)"}
              fillOpacity={props.isOnColour ? 0.22 : 1}
            />
          )}
          {props.median === null && <NotKnown layout={layout} patternId={patternId} />}
          <StripAxis
            layout={layout}
            width={width}
            ticks={props.ticks ?? []}
            bands={props.bands ?? []}
            current={props.this}
            formatTick={props.formatTick}
          />
          <Others layout={layout} isHollow={props.median === null} />
          <Usual layout={layout} />
          {props.remark && (
            <text
              x={Math.min(layout.scale.place(props.remark.at), layout.thisX - 12)}
              y={layout.middleY + 27}
              className="text-chip"
              fill="var(--ink-3)"
              textAnchor="end"
            >
              {props.remark.text}
            </text>
          )}
          <MarkedPost layout={layout} isUnsure={props.median === null} />
          <Words layout={layout} hasUsual={props.median !== null} />
          {point !== null && (
            <path
              d={`M${layout.scale.place(point)} ${layout.topY}V${layout.axisY}`}
              stroke="var(--ink)"
              strokeWidth="1"
            />
          )}
        </svg>
        {point !== null && (
          <span
            aria-hidden
            className="absolute top-0 left-0 rounded-chip bg-raised px-1.5 text-note shadow-e1"
          >
            {reading}
          </span>
        )}
      </div>
    </div>
  );
}
