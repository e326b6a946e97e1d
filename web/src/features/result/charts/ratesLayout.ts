import type { EvidenceItem, PublishedFigure } from "@/lib/api/types";

/** Below this a row's words stand over its line instead of at its left. */
const NARROW = 460;
const LABEL_WIDTH = 176;
const VALUE_WIDTH = 84;
const PIXELS_PER_LETTER = 6.2;

export interface RatesLayout {
  left: number;
  right: number;
  top: number;
  axisY: number;
  height: number;
  rowY: (row: number) => number;
  labelY: (row: number) => number;
  /** Cuts a name to the room that it has. */
  fit: (name: string) => string;
}

/** Where the rows of a chart of rates stand: one for this post, one per study. */
export function layOutRates(studies: number, hasOwn: boolean, width: number): RatesLayout {
  const rows = studies + (hasOwn ? 1 : 0);
  const isNarrow = width < NARROW;
  const rowHeight = isNarrow ? 46 : 32;
  const axisY = 4 + rows * rowHeight;
  const most = Math.floor((isNarrow ? width - VALUE_WIDTH : LABEL_WIDTH - 12) / PIXELS_PER_LETTER);
  return {
    left: isNarrow ? 0 : LABEL_WIDTH,
    right: isNarrow ? width : width - VALUE_WIDTH,
    top: 4,
    axisY,
    height: axisY + 22,
    rowY: (row) => 4 + row * rowHeight + (isNarrow ? 32 : rowHeight / 2),
    labelY: (row) => 4 + row * rowHeight + (isNarrow ? 14 : rowHeight / 2 + 4),
    fit: (name) => (name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name),
  };
}

/** A domain that holds the post, the others and the studies; rates begin at 0. */
export function chooseRatesDomain(
  item: EvidenceItem,
  figures: readonly PublishedFigure[],
): readonly [number, number] {
  const isRate = item.unit === "ratio";
  const published = figures.flatMap(({ low, median, high }) => [low, median, high]);
  const own = isRate ? [item.value, ...(item.comparison?.values ?? [])] : [1];
  const known = [...published, ...own].filter((value) => typeof value === "number");
  const high = Math.max(...known);
  if (isRate) return [0, high > 0 ? high * 1.06 : 1];
  const low = Math.min(...known);
  const air = (high - low || 0.1) * 0.12;
  return [low - air, high + air];
}
