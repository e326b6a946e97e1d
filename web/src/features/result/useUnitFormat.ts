import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { formatClock } from "@/lib/format/time";
import { useFormat } from "@/lib/format/useFormat";

/** 1.05 → "1.05×": published effects are small, so two decimals. */
function formatIndex(value: number, locale: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return `${new Intl.NumberFormat(locale, digits).format(value)}×`;
}

/** How a value in an evidence item's unit is written on axes and in tables. */
export function useUnitFormat(unit: string | null | undefined): (value: number) => string {
  const { t } = useTranslation("result");
  const format = useFormat();
  return useMemo(() => {
    switch (unit) {
      case "ratio":
        return format.ratio;
      case "seconds":
        return formatClock;
      case "index":
        return (value) => formatIndex(value, format.locale);
      case "words_per_minute":
        return (value) => t("unit.words_per_minute", { count: Math.round(value) });
      default:
        return format.compact;
    }
  }, [unit, format, t]);
}
