const NO_BREAK_SPACE = "\u00A0";
/** Up to here a count is written out. */
const SHORT_FROM = 10_000;

/** English locales do not agree on these ("1.2m", "1.2M", "1.2bn"); the server writes them so. */
const ENGLISH_UNITS: Record<string, string> = { K: "k", m: "M", bn: "B", tn: "T" };

/** 1284310 → "1,284,310". */
export function formatCount(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** 1284310 → "1.28 M", 201000 → "201 k"; below 10,000 the count itself. */
export function formatCompact(value: number, locale: string): string {
  if (Math.abs(value) < SHORT_FROM) {
    const digits = Math.abs(value) < 100 ? 1 : 0;
    return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  }
  const parts = new Intl.NumberFormat(locale, {
    notation: "compact",
    maximumSignificantDigits: 3,
  }).formatToParts(value);
  return parts
    .map((part) => {
      if (part.type === "literal") return "";
      if (part.type !== "compact") return part.value;
      return NO_BREAK_SPACE + (ENGLISH_UNITS[part.value] ?? part.value);
    })
    .join("");
}

/** 6.42 → "6.4×", 128.4 → "128×", 0.04 → "0.04×". */
export function formatMultiple(value: number, locale: string): string {
  const digits = value >= 100 ? 0 : value > 0 && value < 0.1 ? 2 : 1;
  const number = new Intl.NumberFormat(locale, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
  return `${number}×`;
}

/** A ratio 0–1 as a percentage: 0.049 → "4.9 %". */
export function formatRatio(value: number, locale: string): string {
  const percent = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value * 100);
  return `${percent}${NO_BREAK_SPACE}%`;
}

/** Millionths of a US dollar: 14300 → "$0.0143". What is above nothing never shows as $0. */
export function formatMicroUsd(microUsd: number, locale: string): string {
  const isSmall = microUsd > 0 && microUsd < 100;
  const money = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: microUsd === 0 ? 0 : 2,
    maximumFractionDigits: 4,
  }).format((isSmall ? 100 : microUsd) / 1_000_000);
  return isSmall ? `<${NO_BREAK_SPACE}${money}` : money;
}
