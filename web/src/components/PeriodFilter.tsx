import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PERIODS, type Period, type PeriodSearch } from "@/lib/periods";

import { FilterMenu } from "./FilterMenu";

const OWN_DAYS = "days";

function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <label className="flex items-center gap-2 text-table text-ink-2">
      {label}
      <input
        type="date"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value || undefined)}
        className="h-8 rounded-control border border-ctl bg-sheet px-2 text-table text-ink pointer-coarse:h-10"
      />
    </label>
  );
}

/** When: a span that ends now, or a first and a last day of one's own. */
export function PeriodFilter({
  search,
  onChange,
}: {
  search: PeriodSearch;
  onChange: (search: PeriodSearch) => void;
}) {
  const { t } = useTranslation();
  const hasDays = search.from !== undefined || search.to !== undefined;
  const [wantsDays, setWantsDays] = useState(false);
  const isByDays = hasDays || wantsDays;
  const chosen = isByDays ? OWN_DAYS : search.period;

  function choose([value]: string[]): void {
    setWantsDays(value === OWN_DAYS);
    const period = PERIODS.find((known): known is Period => known === value);
    onChange({ period, from: undefined, to: undefined });
  }

  return (
    <>
      <FilterMenu
        label={t("period.label")}
        isSingle
        options={[
          ...PERIODS.map((period) => ({ value: period, name: t(`period.${period}`) })),
          { value: OWN_DAYS, name: t("period.days") },
        ]}
        chosen={chosen === undefined ? [] : [chosen]}
        onChange={choose}
      />
      {isByDays && (
        <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <DayField
            label={t("period.from")}
            value={search.from}
            onChange={(from) => onChange({ period: undefined, from, to: search.to })}
          />
          <DayField
            label={t("period.to")}
            value={search.to}
            onChange={(to) => onChange({ period: undefined, from: search.from, to })}
          />
        </span>
      )}
    </>
  );
}
