import type { BandName } from "@/lib/api/types";

/** The spans of a multiple, as the verdict names them; null = open end. */
export const VERDICT_BANDS: readonly {
  name: BandName;
  low: number | null;
  high: number | null;
}[] = [
  { name: "below", low: null, high: 0.67 },
  { name: "usual", low: 0.67, high: 1.5 },
  { name: "above", low: 1.5, high: 3 },
  { name: "outlier", low: 3, high: 10 },
  { name: "extreme", low: 10, high: null },
];
