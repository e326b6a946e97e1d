import { type Ref } from "react";
import { useTranslation } from "react-i18next";

import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { type RowsHandle, WindowRows } from "@/components/WindowRows";
import type { AnalysedPost, LibraryPost } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import type { LibrarySearch } from "./filters";
import { LibraryRow, ROW_GRID, WIDE_CELL } from "./LibraryRow";
import type { Selection } from "./useSelection";

const HEAD = `${ROW_GRID} h-9 border-b border-line-2 text-note text-ink-3`;

/** The names of the columns; on a narrow page only for those who cannot see it. */
function Heads() {
  const { t } = useTranslation("library");
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={joinClasses(HEAD, "@max-[880px]:sr-only")}>
        <span role="columnheader">
          <span className="sr-only">{t("column.picture")}</span>
        </span>
        <span role="columnheader">{t("column.post")}</span>
        <span role="columnheader">{t("column.verdict")}</span>
        <span role="columnheader">{t("column.strip")}</span>
        <span role="columnheader" className="text-right">
          {t("column.multiple")}
        </span>
        <span role="columnheader" className={joinClasses(WIDE_CELL, "text-right")}>
          {t("column.others")}
        </span>
        <span role="columnheader" className={joinClasses(WIDE_CELL, "text-right")}>
          {t("column.count")}
        </span>
        <span role="columnheader" className={joinClasses(WIDE_CELL, "text-right")}>
          {t("column.posted")}
        </span>
        <span role="columnheader">
          <span className="sr-only">{t("column.saved")}</span>
        </span>
        <span role="columnheader" className="sr-only">
          {t("column.selection")}
        </span>
      </div>
    </div>
  );
}

export interface LibraryTableProps {
  posts: readonly LibraryPost[];
  total: number;
  search: LibrarySearch;
  analysed: ReadonlyMap<string, AnalysedPost>;
  selection: Selection;
  /** Answers to earlier filters stand until the new ones are here. */
  isStale: boolean;
  ref?: Ref<RowsHandle>;
}

/** One row per post, its strip on a scale common to all. */
export function LibraryTable(props: LibraryTableProps) {
  const { posts, total, search, analysed, selection, isStale, ref } = props;
  const { t } = useTranslation("library");
  return (
    <div
      role="table"
      aria-label={t("title")}
      aria-rowcount={total + 1}
      aria-busy={isStale}
      className={joinClasses("text-table transition-opacity", isStale && "opacity-55")}
    >
      <Heads />
      <WindowRows
        ref={ref}
        items={posts}
        keyOf={(post) => post.id}
        estimatedHeight={61}
        render={(post, index) => (
          <LibraryRow
            post={post}
            index={index}
            search={search}
            analysed={analysed.get(post.id)}
            isSelected={selection.has(post.id)}
            isSelecting={selection.isSelecting}
            onToggle={selection.toggle}
          />
        )}
      />
    </div>
  );
}

/** The table before its rows are here, in its final shape. */
export function LoadingTable() {
  return (
    <LoadingShapes>
      <div className={joinClasses(HEAD, "@max-[880px]:hidden!")} />
      {[0, 1, 2, 3, 4, 5, 6, 7].map((index) => (
        <div
          key={index}
          className={joinClasses(
            ROW_GRID,
            "border-b border-line py-3 @[880px]:h-[60px] @[880px]:py-0",
          )}
        >
          <Skeleton className="h-9 w-16" />
          <div className="flex flex-col gap-2">
            <Skeleton className="h-3.5 w-64 max-w-full" />
            <Skeleton className="h-3 w-28" />
          </div>
          <div className="col-span-2 flex justify-between gap-4 @[880px]:contents">
            <Skeleton className="h-6 w-16" />
            <Skeleton className="h-5 w-[148px]" />
            <Skeleton className="h-4 w-10 justify-self-end" />
          </div>
          <Skeleton className={joinClasses(WIDE_CELL, "h-4 w-6 justify-self-end")} />
          <Skeleton className={joinClasses(WIDE_CELL, "h-4 w-12 justify-self-end")} />
          <Skeleton className={joinClasses(WIDE_CELL, "h-4 w-12 justify-self-end")} />
          <span className={WIDE_CELL} />
        </div>
      ))}
    </LoadingShapes>
  );
}
