import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { chooseLocale } from "../i18n/locale";
import { formatCompact, formatCount, formatMicroUsd, formatMultiple, formatRatio } from "./number";
import {
  formatAgo,
  formatDay,
  formatExact,
  formatMoment,
  formatTimeOfDay,
  splitSpan,
} from "./time";

/** The formatters, bound to the language of the page and the region of the reader. */
export function useFormat() {
  const { t, i18n } = useTranslation("common");
  return useMemo(() => {
    const locale = chooseLocale(i18n.language, navigator.languages);
    return {
      locale,
      count: (value: number) => formatCount(value, locale),
      compact: (value: number) => formatCompact(value, locale),
      multiple: (value: number) => formatMultiple(value, locale),
      ratio: (value: number) => formatRatio(value, locale),
      money: (microUsd: number) => formatMicroUsd(microUsd, locale),
      list: (names: readonly string[]) =>
        new Intl.ListFormat(locale, { type: "conjunction" }).format(names),
      day: (instant: Date) => formatDay(instant, locale),
      moment: (instant: Date) => formatMoment(instant, locale),
      timeOfDay: (instant: Date) => formatTimeOfDay(instant, locale),
      ago: (instant: Date) => formatAgo(instant, locale),
      exact: (instant: Date) => formatExact(instant, locale),
      span: (seconds: number) => {
        const parts = splitSpan(seconds);
        if (parts.hours > 0) return t("span.hours", parts);
        return parts.minutes > 0 ? t("span.minutes", parts) : t("span.seconds", parts);
      },
    };
  }, [t, i18n.language]);
}

export type Format = ReturnType<typeof useFormat>;
