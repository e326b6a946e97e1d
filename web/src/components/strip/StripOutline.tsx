import { packDots } from "./packing";
import { useWidth } from "./useWidth";

/** Places of invented posts along the line, 0 to 1. */
const POSTS = [
  0.14, 0.146, 0.165, 0.17, 0.195, 0.25, 0.257, 0.262, 0.278, 0.283, 0.296, 0.301, 0.306, 0.32,
  0.327, 0.334, 0.352, 0.374, 0.38, 0.392, 0.45, 0.478, 0.515, 0.55,
];
const USUAL = 0.315;
const THIS = 0.78;
const RADIUS = 3.6;
const MIDDLE = 56;
const AXIS = 86;

export interface StripOutlineProps {
  usual: string;
  post: string;
  low?: string;
  high?: string;
}

/** The strip as a promise: hollow, before there is anything to draw. Decoration. */
export function StripOutline({ usual, post, low, high }: StripOutlineProps) {
  const [box, width] = useWidth<HTMLDivElement>();
  const dots = packDots(
    POSTS.map((place) => place * width),
    RADIUS,
    40,
  );
  return (
    <div ref={box} aria-hidden className="w-full">
      <svg width={width} height={110} className="block overflow-visible text-note">
        <path d={`M0 ${AXIS}H${width}`} stroke="var(--line-2)" />
        <g fill="none" stroke="var(--ctl)" strokeWidth="1.25">
          {dots?.map((dot, index) => (
            <circle key={index} cx={dot.x} cy={MIDDLE + dot.y} r={RADIUS} />
          ))}
        </g>
        <path
          d={`M${USUAL * width} 22V${AXIS}`}
          stroke="var(--ink)"
          strokeWidth="1.5"
          strokeDasharray="4 3"
        />
        <circle
          cx={THIS * width}
          cy={MIDDLE}
          r="8"
          fill="var(--mark-unsure)"
          stroke="var(--mark-line)"
          strokeWidth="2"
          strokeDasharray="3 2.28"
        />
        <g textAnchor="middle">
          <text x={USUAL * width} y="14" fill="var(--ink-2)">
            {usual}
          </text>
          <text x={THIS * width} y="36" fill="var(--ink)" fontWeight="600">
            {post}
          </text>
        </g>
        <text x="0" y={AXIS + 18} fill="var(--ink-3)">
          {low}
        </text>
        <text x={width} y={AXIS + 18} textAnchor="end" fill="var(--ink-3)">
          {high}
        </text>
      </svg>
    </div>
  );
}
