import { useQuery } from "@tanstack/react-query";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import { FILTER_LINE, FilterMenu } from "@/components/FilterMenu";
import { PeriodFilter } from "@/components/PeriodFilter";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { SearchField } from "@/components/SearchField";
import { platformsQuery } from "@/features/analyse/queries";
import { joinList, splitList } from "@/lib/searchParams";

import { type HistorySearch, STATES } from "./historyFilters";

/** Search and filters of the history: all of it stands in the address. */
export function HistoryFilters({
  search,
  searchRef,
  onChange,
}: {
  search: HistorySearch;
  searchRef: Ref<HTMLInputElement>;
  onChange: (change: HistorySearch) => void;
}) {
  const { t } = useTranslation("requests");
  const { data: platforms } = useQuery(platformsQuery);
  return (
    <div role="search" className="flex flex-wrap items-center gap-2">
      <SearchField
        ref={searchRef}
        label={t("filter.search")}
        placeholder={t("filter.searchPlaceholder")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q === "" ? undefined : q })}
        className="w-full sm:w-64"
      />
      <div className={FILTER_LINE}>
        <FilterMenu
          label={t("filter.state")}
          options={STATES.map((state) => ({ value: state, name: t(`filter.${state}`) }))}
          chosen={splitList(search.status)}
          onChange={(chosen) => onChange({ status: joinList(chosen) })}
        />
        <FilterMenu
          label={t("filter.platform")}
          options={(platforms?.items ?? [])
            .filter((platform) => platform.links)
            .map((platform) => ({
              value: platform.name,
              name: platform.label,
              icon: <PlatformGlyph platform={platform.name} silent />,
            }))}
          chosen={splitList(search.platform)}
          onChange={(chosen) => onChange({ platform: joinList(chosen) })}
        />
        <PeriodFilter search={search} onChange={onChange} />
      </div>
    </div>
  );
}
