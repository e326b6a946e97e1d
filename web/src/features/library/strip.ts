import { type AxisScale, buildScale } from "@/components/strip/scale";

/**
 * The same multiples for every row, so that the eye compares down the column: the usual
 * lies a third of the way along. What lies beyond is drawn at the end.
 */
export const COMMON_DOMAIN = [0.19, 17] as const;

const AIR = 6;

/** Multiples of the usual → pixels, the same in every row of this width. */
export function buildCommonScale(width: number): AxisScale {
  const inner = buildScale("log", COMMON_DOMAIN, width - 2 * AIR);
  return { ...inner, place: (multiple) => AIR + inner.place(multiple) };
}

/** Whether a multiple is drawn at an end because it lies beyond it. */
export function liesBeyond(multiple: number): "low" | "high" | null {
  if (multiple < COMMON_DOMAIN[0]) return "low";
  return multiple > COMMON_DOMAIN[1] ? "high" : null;
}
