import { useCallback } from "react";

import { useFormat } from "./useFormat";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

/** 2159427 → "2.1 MB", by the reader's locale. */
export function formatFileSize(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[unit],
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}

export function useFileSize(): (bytes: number) => string {
  const { locale } = useFormat();
  return useCallback((bytes: number) => formatFileSize(bytes, locale), [locale]);
}
