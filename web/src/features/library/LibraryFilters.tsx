import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";

import { FILTER_LINE, FilterMenu } from "@/components/FilterMenu";
import { PeriodFilter } from "@/components/PeriodFilter";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { SearchField } from "@/components/SearchField";
import { useSourceNames } from "@/components/useSourceWords";
import { platformsQuery } from "@/features/analyse/queries";
import { useFormat } from "@/lib/format/useFormat";
import { joinList, splitList } from "@/lib/searchParams";

import {
  KINDS_APART,
  type LibrarySearch,
  type LibrarySort,
  type Multiple,
  MULTIPLES,
  SORTS,
  VERDICTS,
} from "./filters";
import { creatorsQuery } from "./queries";

interface FilterProps {
  search: LibrarySearch;
  onChange: (change: Partial<LibrarySearch>) => void;
}

function PlatformFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  const { data } = useQuery(platformsQuery);
  return (
    <FilterMenu
      label={t("filter.platform")}
      options={(data?.items ?? []).map((platform) => ({
        value: platform.name,
        name: platform.label,
        icon: <PlatformGlyph platform={platform.name} silent />,
      }))}
      chosen={splitList(search.platform)}
      onChange={(chosen) => onChange({ platform: joinList(chosen) })}
    />
  );
}

function CreatorFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  const format = useFormat();
  const list = useInfiniteQuery(creatorsQuery);
  const creators = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <FilterMenu
      label={t("filter.creator")}
      isSingle
      options={creators.map((creator) => ({
        value: `${creator.platform}:${creator.creator_key}`,
        name: creator.creator_name,
        icon: <PlatformGlyph platform={creator.platform} />,
        note: format.count(creator.posts),
      }))}
      none={t("filter.noCreators")}
      chosen={search.creator === undefined ? [] : [search.creator]}
      onChange={([creator]) => onChange({ creator })}
      more={
        list.hasNextPage
          ? { label: t("filter.moreCreators"), onSelect: () => void list.fetchNextPage() }
          : undefined
      }
    />
  );
}

function VerdictFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation(["library", "common"]);
  return (
    <FilterMenu
      label={t("library:filter.verdict")}
      options={VERDICTS.map((verdict) => ({
        value: verdict,
        name: verdict === "none" ? t("library:filter.none") : t(`common:band.${verdict}`),
      }))}
      chosen={splitList(search.verdict)}
      onChange={(chosen) => onChange({ verdict: joinList(chosen) })}
    />
  );
}

function MultipleFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  const format = useFormat();
  return (
    <FilterMenu
      label={t("filter.multiple")}
      isSingle
      options={MULTIPLES.map((least) => ({
        value: least,
        name: t("filter.atLeast", { multiple: format.multiple(Number(least)) }),
      }))}
      chosen={search.least === undefined ? [] : [search.least]}
      onChange={([least]) => onChange({ least: least as Multiple | undefined })}
    />
  );
}

/** The sources that any platform has here; a file of one's own is one. */
function SourceFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  const { data } = useQuery(platformsQuery);
  const nameSource = useSourceNames();
  const known = (data?.items ?? []).flatMap((platform) => platform.sources);
  const configured = known.filter((source) => source.is_configured).map(({ name }) => name);
  const names = new Set(["import", ...configured, ...splitList(search.source)]);
  return (
    <FilterMenu
      label={t("filter.source")}
      options={[...names].map((name) => ({ value: name, name: nameSource(name) }))}
      chosen={splitList(search.source)}
      onChange={(chosen) => onChange({ source: joinList(chosen) })}
    />
  );
}

function ApartFilter({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  return (
    <FilterMenu
      label={t("filter.only")}
      options={KINDS_APART.map((kind) => ({ value: kind, name: t(`filter.${kind}`) }))}
      chosen={splitList(search.only)}
      onChange={(chosen) => onChange({ only: joinList(chosen) })}
    />
  );
}

/** In which order the posts stand: over the list, not among what narrows it. */
export function SortMenu({ search, onChange }: FilterProps) {
  const { t } = useTranslation("library");
  return (
    <FilterMenu
      label={t("sort.label")}
      isSingle
      quiet
      align="end"
      plain="newest"
      options={SORTS.map((sort) => ({ value: sort, name: t(`sort.${sort}`) }))}
      chosen={[search.sort ?? "newest"]}
      onChange={([sort]) => onChange({ sort: sort as LibrarySort | undefined })}
    />
  );
}

/** Search and filters: all of it stands in the address. */
export function LibraryFilters({
  searchRef,
  ...props
}: FilterProps & { searchRef: Ref<HTMLInputElement> }) {
  const { t } = useTranslation("library");
  const { search, onChange } = props;
  return (
    <div role="search" className="flex flex-wrap items-center gap-2">
      <SearchField
        ref={searchRef}
        label={t("filter.search")}
        placeholder={t("filter.searchPlaceholder")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q: q === "" ? undefined : q })}
        className="w-full sm:w-48 min-[1440px]:w-64"
      />
      {/* On a phone one line, to be pushed sideways. */}
      <div className={FILTER_LINE}>
        <PlatformFilter {...props} />
        <CreatorFilter {...props} />
        <PeriodFilter search={search} onChange={onChange} />
        <VerdictFilter {...props} />
        <MultipleFilter {...props} />
        <SourceFilter {...props} />
        <ApartFilter {...props} />
      </div>
    </div>
  );
}
