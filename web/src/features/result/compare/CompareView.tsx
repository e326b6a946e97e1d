import { useNavigate, useSearch } from "@tanstack/react-router";
import { ArrowDown } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { SelectField } from "@/components/SelectField";
import { PostOutcome } from "@/features/requests/PostOutcome";
import { usePostNames } from "@/features/requests/usePostNames";
import type { RequestRead } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import {
  ComparePost,
  CompareRate,
  CompareStrip,
  CompareTime,
  CompareTraits,
  CompareValue,
} from "./CompareCells";
import {
  buildCompareRows,
  COMPARE_SORTS,
  type CompareRow,
  type CompareSort,
  sortCompareRows,
} from "./compareRows";

/** By which the posts are sorted stands in the address. */
function useSort(): [CompareSort, (sort: CompareSort) => void] {
  const { sort } = useSearch({ from: "/shell/requests/$requestId" });
  const navigate = useNavigate({ from: "/requests/$requestId" });
  const known = COMPARE_SORTS.find((each) => each === sort) ?? "order";
  return [
    known,
    (next) =>
      void navigate({
        search: (before) => ({ ...before, sort: next === "order" ? undefined : next }),
        replace: true,
        resetScroll: false,
      }),
  ];
}

interface ListProps {
  request: RequestRead;
  rows: readonly CompareRow[];
  sort: CompareSort;
  onSort: (sort: CompareSort) => void;
}

const HEAD = "h-9 border-b border-line-2 text-note font-normal text-ink-3 whitespace-nowrap";
const CELL = "border-b border-line py-3 pl-4 align-middle";

function SortHead({
  by,
  name,
  sort,
  onSort,
  width,
  isNumber = false,
}: {
  by: CompareSort;
  name: string;
  sort: CompareSort;
  onSort: (sort: CompareSort) => void;
  width: string;
  isNumber?: boolean;
}) {
  const isSorted = sort === by;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? "descending" : undefined}
      className={joinClasses(HEAD, width, "pl-4", isNumber ? "text-right" : "text-left")}
    >
      <button
        type="button"
        onClick={() => onSort(isSorted ? "order" : by)}
        className={joinClasses(
          "inline-flex items-center gap-1 rounded-chip py-1 hovered:text-ink",
          isSorted && "font-medium text-ink",
        )}
      >
        {name}
        {isSorted && <ArrowDown aria-hidden className="size-3" strokeWidth={2} />}
      </button>
    </th>
  );
}

function CompareTable({ request, rows, sort, onSort }: ListProps) {
  const { t } = useTranslation("result");
  const names = usePostNames(request);
  const sorting = { sort, onSort };
  return (
    <table className="hidden w-full table-fixed border-separate border-spacing-0 text-table lg:table">
      <caption className="sr-only">{t("compare.title")}</caption>
      <thead>
        <tr>
          <th scope="col" className={`${HEAD} text-left`}>
            {t("compare.post")}
          </th>
          <SortHead by="multiple" name={t("compare.verdict")} width="w-[108px]" {...sorting} />
          <th scope="col" className={`${HEAD} w-[140px] pl-4 text-left`}>
            {t("evidence.columnStrip")}
          </th>
          <SortHead
            by="value"
            name={t("evidence.columnValue")}
            width="w-[96px]"
            isNumber
            {...sorting}
          />
          <SortHead by="rate" name={t("compare.rate")} width="w-[108px]" isNumber {...sorting} />
          <SortHead by="newest" name={t("compare.when")} width="w-[128px]" {...sorting} />
          <th scope="col" className={`${HEAD} w-[16%] truncate pl-4 text-left`}>
            {t("compare.traits")}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.post.position} className="hovered:bg-fill">
            <th scope="row" className="border-b border-line py-3 text-left font-normal">
              <ComparePost
                row={row}
                title={names.name(row.post)}
                post={names.find(row.post)}
                requestId={request.id}
              />
            </th>
            <td className={CELL}>
              <PostOutcome post={row.post} />
            </td>
            <td className={CELL}>
              <CompareStrip row={row} />
            </td>
            <td className={`${CELL} text-right`}>
              <CompareValue row={row} />
            </td>
            <td className={`${CELL} text-right`}>
              <CompareRate row={row} />
            </td>
            <td className={CELL}>
              <CompareTime row={row} />
            </td>
            <td className={CELL}>
              <CompareTraits row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CompareCards({ request, rows }: Pick<ListProps, "request" | "rows">) {
  const { t } = useTranslation("result");
  const names = usePostNames(request);
  return (
    <ul className="border-t border-line-2 lg:hidden">
      {rows.map((row) => (
        <li key={row.post.position} className="border-b border-line py-4">
          <div className="flex items-start justify-between gap-3">
            <ComparePost
              row={row}
              title={names.name(row.post)}
              post={names.find(row.post)}
              requestId={request.id}
            />
            <PostOutcome post={row.post} />
          </div>
          {row.analysis !== undefined && (
            <div className="mt-3 flex flex-col gap-3">
              <CompareStrip row={row} />
              <dl className="grid grid-cols-3 gap-x-3 text-table">
                {(
                  [
                    [t("evidence.columnValue"), <CompareValue key="value" row={row} />],
                    [t("compare.rate"), <CompareRate key="rate" row={row} />],
                    [t("compare.when"), <CompareTime key="time" row={row} />],
                  ] as const
                ).map(([name, value]) => (
                  <div key={name} className="min-w-0">
                    <dt className="text-note text-ink-3">{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
              <CompareTraits row={row} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The posts of one analysis side by side, each against its own creator's usual. */
export function CompareView({ request }: { request: RequestRead }) {
  const { t } = useTranslation("result");
  const [sort, setSort] = useSort();
  const rows = useMemo(() => sortCompareRows(buildCompareRows(request), sort), [request, sort]);
  return (
    <section aria-labelledby="compare-title">
      <div className="mb-4 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h1 id="compare-title" className="text-title">
            {t("compare.title")}
          </h1>
          <p className="mt-1 max-w-[76ch] text-lead text-ink-2">
            {t("compare.lead", { count: rows.length })}
          </p>
        </div>
        <SelectField
          label={t("compare.sort")}
          value={sort}
          onChange={(event) => setSort(event.target.value as CompareSort)}
          className="w-full sm:w-56 lg:hidden"
        >
          {COMPARE_SORTS.map((each) => (
            <option key={each} value={each}>
              {t(`compare.by.${each}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <CompareTable request={request} rows={rows} sort={sort} onSort={setSort} />
      <CompareCards request={request} rows={rows} />
      <p className="mt-4 max-w-[76ch] text-note text-ink-3">{t("compare.scale")}</p>
    </section>
  );
}
