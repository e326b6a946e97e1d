import { useTranslation } from "react-i18next";

import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import type { FollowedCreator } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { FOLLOWED_GRID, FollowedRow, type FollowedRowProps } from "./FollowedRow";

const HEAD = "h-9 border-b border-line-2 text-note text-ink-3";
const ROW = joinClasses(FOLLOWED_GRID, "border-b border-line py-3 @[880px]:h-[60px] @[880px]:py-0");

function Heads() {
  const { t } = useTranslation("creators");
  return (
    <div role="row" className={joinClasses(FOLLOWED_GRID, HEAD, "@max-[880px]:sr-only!")}>
      <span role="columnheader">{t("column.creator")}</span>
      {(["posts", "outliers", "newest"] as const).map((name) => (
        <span key={name} role="columnheader" className="text-right">
          {t(`column.${name}`)}
        </span>
      ))}
      <span role="columnheader">{t("column.looks")}</span>
      <span role="columnheader">
        <span className="sr-only">{t("column.actions")}</span>
      </span>
    </div>
  );
}

/** The rows while they load, of the height they will have. */
export function LoadingFollowed() {
  return (
    <LoadingShapes className="@container mt-8">
      <div className={joinClasses(HEAD, "hidden @[880px]:block")} />
      {[0, 1].map((index) => (
        <div key={index} className={ROW}>
          <div className="flex flex-col gap-2">
            <Skeleton className="h-3.5 w-40 max-w-full" />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-4 w-48 @[880px]:col-start-5" />
          <Skeleton className="h-8 w-56 max-w-full" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** The creators that are followed, a row each. */
export function FollowedTable({
  creators,
  ...row
}: Omit<FollowedRowProps, "creator"> & { creators: readonly FollowedCreator[] }) {
  const { t } = useTranslation("creators");
  return (
    <div className="@container mt-6">
      <div role="table" aria-label={t("title")}>
        <div role="rowgroup">
          <Heads />
        </div>
        <div role="rowgroup" className="border-t border-line-2 @[880px]:border-t-0">
          {creators.map((creator) => (
            <FollowedRow key={creator.id} creator={creator} {...row} />
          ))}
        </div>
      </div>
    </div>
  );
}
