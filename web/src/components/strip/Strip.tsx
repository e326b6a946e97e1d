import { useId, useMemo } from "react";

import { layOutStrip, type StripLabels, type StripLayout, type StripSubject } from "./model";
import { StripAxis, type StripBand } from "./StripAxis";
import { MarkedPost, NotKnown, Others, Usual, Words } from "./StripMarks";
import { useWidth } from "./useWidth";
import { WalkBox } from "./WalkBox";

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

/**
 * The strip: the creator's other posts in pencil, what is usual dashed, this post under
 * the highlighter. Drawn pixel by pixel at its own width, so that words keep their size.
 */
export function Strip(props: StripProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const patternId = useId();
  const layout = layOutStrip(props, props.labels, width);
  const points = useMemo(
    () => [...props.values, props.this].sort((a, b) => a - b),
    [props.values, props.this],
  );
  return (
    <div ref={box} className="w-full">
      <WalkBox
        finding={props.finding}
        count={points.length}
        readPoint={(index) => props.formatPoint(points[index] ?? props.this)}
        places={points.map(layout.scale.place)}
      >
        {(at) => (
          <StripDrawing
            {...props}
            layout={layout}
            width={width}
            patternId={patternId}
            point={at === null ? null : (points[at] ?? null)}
          />
        )}
      </WalkBox>
    </div>
  );
}

interface StripDrawingProps extends StripProps {
  layout: StripLayout;
  width: number;
  patternId: string;
  /** The value that one has walked to. */
  point: number | null;
}

function StripDrawing({ layout, width, patternId, point, ...props }: StripDrawingProps) {
  const hasUsual = props.median !== null;
  return (
    <svg
      width={width}
      height={layout.height}
      viewBox={`0 0 ${width} ${layout.height}`}
      aria-hidden
      className="block overflow-visible"
    >
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
      {!hasUsual && <NotKnown layout={layout} patternId={patternId} />}
      <StripAxis
        layout={layout}
        width={width}
        ticks={props.ticks ?? []}
        bands={props.bands ?? []}
        current={props.this}
        formatTick={props.formatTick}
      />
      <Others layout={layout} isHollow={!hasUsual} />
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
      <MarkedPost layout={layout} isUnsure={!hasUsual} />
      <Words layout={layout} hasUsual={hasUsual} />
      {point !== null && (
        <path
          d={`M${layout.scale.place(point)} ${layout.topY}V${layout.axisY}`}
          stroke="var(--ink)"
          strokeWidth="1"
        />
      )}
    </svg>
  );
}
