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

/** Places labels over their points, the earlier in the list nearer to the line. */
export function placeLabels(wishes: readonly LabelWish[], available: number): PlacedLabel[] {
  const placed: (PlacedLabel & { width: number })[] = [];
  for (const wish of wishes) {
    const x = keepInside(wish.x, wish.width, available);
    let row = 0;
    const collides = (other: PlacedLabel & { width: number }): boolean =>
      other.row === row && Math.abs(other.x - x) < (other.width + wish.width) / 2 + 8;
    while (placed.some(collides)) row += 1;
    placed.push({ x, row, width: wish.width });
  }
  return placed.map(({ x, row }) => ({ x, row }));
}
