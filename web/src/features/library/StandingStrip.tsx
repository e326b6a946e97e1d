import { buildCommonScale, liesBeyond } from "./strip";

const WIDTH = 148;
const HEIGHT = 20;
const MIDDLE = HEIGHT / 2;
const SCALE = buildCommonScale(WIDTH);

/** A post's multiple among those of its creator's others; the words of the row say the same. */
export function StandingStrip({
  multiple,
  others,
}: {
  multiple: number;
  others: readonly number[];
}) {
  const beyond = liesBeyond(multiple);
  const x = SCALE.place(multiple);
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden
      className="block shrink-0"
    >
      <path d={`M0 ${MIDDLE}H${WIDTH}`} stroke="var(--line-2)" />
      {/* One path for all of them: a long list has thousands of these marks. */}
      <path
        d={others.map((other) => `M${SCALE.place(other).toFixed(1)} ${MIDDLE - 4}v8`).join("")}
        stroke="var(--pencil)"
        strokeOpacity="0.8"
      />
      <path
        d={`M${SCALE.place(1)} 1V${HEIGHT - 1}`}
        stroke="var(--ink)"
        strokeWidth="1.5"
        strokeDasharray="3 2"
      />
      <circle
        cx={x}
        cy={MIDDLE}
        r="5"
        fill="var(--mark)"
        stroke="var(--mark-line)"
        strokeWidth="1.5"
      />
      {beyond !== null && (
        <path
          d={
            beyond === "high"
              ? `M${x - 11} ${MIDDLE - 3}l3 3-3 3`
              : `M${x + 11} ${MIDDLE - 3}l-3 3 3 3`
          }
          fill="none"
          stroke="var(--ink)"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}
