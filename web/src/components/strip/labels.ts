export interface LabelWish {
  /** Where the label points to. */
  x: number;
  width: number;
}

export interface PlacedLabel {
  /** The label's middle. */
  x: number;
  /** 0 is the lowest row; labels that would collide go one up. */
  row: number;
}

/** About how wide a text is at 12 px; good enough to keep labels apart. */
export function estimateWidth(text: string, pixelsPerCharacter = 6.3): number {
  return text.length * pixelsPerCharacter;
}

/** Keeps a label of `width` around `x` inside [0, available]. */
export function keepInside(x: number, width: number, available: number): number {
  if (width >= available) return available / 2;
  return Math.min(available - width / 2, Math.max(width / 2, x));
}

/** Pixels of air between two labels. */
const GAP = 12;

function isApart(a: PlacedLabel, b: PlacedLabel, widths: readonly [number, number]): boolean {
  return Math.abs(a.x - b.x) >= (widths[0] + widths[1]) / 2 + GAP;
}

/**
 * Places two labels over their points so that neither the labels nor the line from a
 * label to its point cross: side by side, drawn apart where they would collide, the one
 * whose point lies further left at the left. Where both are too wide for one row, the
 * second goes above the first.
 */
export function placePair(
  first: LabelWish,
  second: LabelWish,
  available: number,
): [PlacedLabel, PlacedLabel] {
  const widths = [first.width, second.width] as const;
  const wished = [
    { x: keepInside(first.x, first.width, available), row: 0 },
    { x: keepInside(second.x, second.width, available), row: 0 },
  ] as [PlacedLabel, PlacedLabel];
  if (isApart(...wished, widths)) return wished;
  if (first.width + second.width + GAP > available) {
    return [wished[0], { ...wished[1], row: 1 }];
  }
  const isFirstLeft = first.x <= second.x;
  const [left, right] = isFirstLeft ? [first, second] : [second, first];
  // The border between them lies between their points, as far as the chart has room.
  const border = Math.min(
    available - right.width - GAP / 2,
    Math.max(left.width + GAP / 2, (left.x + right.x) / 2),
  );
  const leftLabel = { x: border - GAP / 2 - left.width / 2, row: 0 };
  const rightLabel = { x: border + GAP / 2 + right.width / 2, row: 0 };
  return isFirstLeft ? [leftLabel, rightLabel] : [rightLabel, leftLabel];
}
