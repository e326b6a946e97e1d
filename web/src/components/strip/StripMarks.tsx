import { DOT_RADIUS, MARK_RADIUS, type StripLayout } from "./model";

/** The other posts: pencil dots, hollow where no usual may be drawn, ticks if too many. */
export function Others({ layout, isHollow }: { layout: StripLayout; isHollow: boolean }) {
  if (layout.dots === null) {
    return (
      <g stroke="var(--pencil)" strokeWidth="1">
        {layout.otherX.map((x, index) => (
          <path key={index} d={`M${x} ${layout.middleY - 6}v12`} />
        ))}
      </g>
    );
  }
  return (
    <g
      fill={isHollow ? "none" : "var(--pencil)"}
      stroke={isHollow ? "var(--pencil)" : "none"}
      strokeWidth="1.75"
    >
      {layout.dots.map((dot, index) => (
        <circle key={index} cx={dot.x} cy={layout.middleY + dot.y} r={DOT_RADIUS} />
      ))}
    </g>
  );
}

/** The dashed line of what is usual. */
export function Usual({ layout }: { layout: StripLayout }) {
  if (layout.medianX === null) return null;
  return (
    <path
      d={`M${layout.medianX} ${layout.topY}V${layout.axisY}`}
      stroke="var(--ink)"
      strokeWidth="1.5"
      strokeDasharray="4 3"
    />
  );
}

/** This post under the highlighter, with its interval; a dashed edge without a usual. */
export function MarkedPost({ layout, isUnsure }: { layout: StripLayout; isUnsure: boolean }) {
  const { thisX, middleY } = layout;
  const [low, high] = layout.intervalX ?? [thisX, thisX];
  return (
    <g stroke="var(--mark-line)">
      {!isUnsure && (
        <path
          d={`M${thisX} ${layout.leaderY}V${middleY - MARK_RADIUS}`}
          stroke="var(--ink)"
          strokeWidth="1"
        />
      )}
      {layout.intervalX !== null && (
        <path
          d={`M${low} ${middleY}H${high}M${low} ${middleY - 5}v10M${high} ${middleY - 5}v10`}
          strokeWidth="1.5"
        />
      )}
      <circle
        cx={thisX}
        cy={middleY}
        r={MARK_RADIUS}
        fill={isUnsure ? "var(--mark-unsure)" : "var(--mark)"}
        strokeWidth="2"
        strokeDasharray={isUnsure ? "3 2.28" : undefined}
      />
    </g>
  );
}

/** Hatching under the others where no usual may be drawn. */
export function NotKnown({ layout, patternId }: { layout: StripLayout; patternId: string }) {
  if (layout.spreadX === null) return null;
  const [low, high] = layout.spreadX;
  return (
    <>
      <pattern
        id={patternId}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <path d="M0 0V6" stroke="var(--line-2)" strokeWidth="1.5" />
      </pattern>
      <rect
        x={low - 6}
        y={layout.topY + 4}
        width={high - low + 12}
        height={layout.axisY - layout.topY - 4}
        fill={`url(#${patternId})`}
      />
    </>
  );
}

/** The words over the line, direct, instead of a legend. */
export function Words({ layout, hasUsual }: { layout: StripLayout; hasUsual: boolean }) {
  const { labels } = layout;
  return (
    <g textAnchor="middle" className="text-note" fill="var(--ink)">
      {labels.usual !== null && (
        <text
          x={labels.usual.x}
          y={labels.usual.y}
          fill={hasUsual ? "var(--ink)" : "var(--ink-2)"}
          fontWeight={hasUsual ? 500 : 400}
        >
          {labels.usual.text}
        </text>
      )}
      <text x={labels.this.x} y={labels.this.y} fontWeight="600">
        {labels.this.text}
      </text>
    </g>
  );
}
