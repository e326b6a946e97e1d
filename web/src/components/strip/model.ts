import { estimateWidth, keepInside, placePair } from "./labels";
import { MOST_DOTS, type PlacedDot, packDots } from "./packing";
import { type AxisScale, buildScale } from "./scale";

/** What a strip shows, in the unit of its axis. */
export interface StripSubject {
  kind: "log" | "linear";
  domain: readonly [number, number];
  /** The others, without this post. */
  values: readonly number[];
  this: number;
  /** Null: too few others, so that no usual may be drawn. */
  median: number | null;
  quartiles: readonly [number, number] | null;
  interval?: readonly [number, number] | null;
}

export interface StripLabels {
  this: string;
  /** Told over the dashed line, or over the hatching where there is no usual. */
  usual: string;
}

export interface StripLayout {
  scale: AxisScale;
  height: number;
  /** Where the dots' middle line and the axis lie, from the top. */
  middleY: number;
  axisY: number;
  topY: number;
  thisX: number;
  medianX: number | null;
  quartileX: readonly [number, number] | null;
  intervalX: readonly [number, number] | null;
  /** Where the line from this post up to its words ends: never across other words. */
  leaderY: number;
  /** From the first of the others to the last: hatched where no usual may be drawn. */
  spreadX: readonly [number, number] | null;
  /** Null: too many or too close for dots, so ticks. */
  dots: PlacedDot[] | null;
  otherX: number[];
  labels: { this: PlacedText; usual: PlacedText | null };
}

export interface PlacedText {
  text: string;
  x: number;
  y: number;
}

export const DOT_RADIUS = 3.6;
export const MARK_RADIUS = 8;
const LABEL_HEIGHT = 18;
const BODY_HEIGHT = 122;
const FOOT_HEIGHT = 24;

/** Everything that a strip of `width` pixels needs to be drawn; pure. */
export function layOutStrip(
  subject: StripSubject,
  labels: StripLabels,
  width: number,
): StripLayout {
  const air = MARK_RADIUS + 2;
  const inner = buildScale(subject.kind, subject.domain, width - 2 * air);
  const scale: AxisScale = { ...inner, place: (value) => air + inner.place(value) };
  const otherX = subject.values.map(scale.place);
  const thisX = scale.place(subject.this);
  const medianX = subject.median === null ? null : scale.place(subject.median);
  const spreadX =
    otherX.length === 0 ? null : ([Math.min(...otherX), Math.max(...otherX)] as const);
  const usualAt = medianX ?? (spreadX === null ? null : (spreadX[0] + spreadX[1]) / 2);
  const thisWish = { x: thisX, width: estimateWidth(labels.this, 6.6) };
  // The usual keeps the lower row, so that its words stand at the end of its line.
  const [usualLabel, thisLabel] =
    usualAt === null
      ? [null, { x: keepInside(thisX, thisWish.width, width), row: 0 }]
      : placePair({ x: usualAt, width: estimateWidth(labels.usual) }, thisWish, width);
  const rows = 1 + Math.max(thisLabel.row, usualLabel?.row ?? 0);
  const topY = rows * LABEL_HEIGHT + 2;
  const labelY = (row: number): number => (rows - 1 - row) * LABEL_HEIGHT + 12;
  return {
    scale,
    height: topY + BODY_HEIGHT + FOOT_HEIGHT,
    topY,
    middleY: topY + 56,
    axisY: topY + BODY_HEIGHT,
    thisX,
    medianX,
    quartileX: subject.quartiles === null ? null : both(subject.quartiles, scale.place),
    leaderY: thisLabel.row === 0 ? topY - 2 : topY + 2,
    intervalX: subject.interval ? both(subject.interval, scale.place) : null,
    spreadX,
    dots:
      otherX.length > MOST_DOTS
        ? null
        : packDots(otherX, DOT_RADIUS, 42, { x: thisX, radius: MARK_RADIUS }),
    otherX,
    labels: {
      this: { text: labels.this, x: thisLabel.x, y: labelY(thisLabel.row) },
      usual:
        usualLabel === null
          ? null
          : { text: labels.usual, x: usualLabel.x, y: labelY(usualLabel.row) },
    },
  };
}

function both(
  span: readonly [number, number],
  place: (value: number) => number,
): readonly [number, number] {
  return [place(span[0]), place(span[1])];
}
