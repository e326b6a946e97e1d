import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type Ref, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { Button, buttonClasses } from "@/components/Button";
import { ErrorState } from "@/components/ErrorState";
import { MoreButton } from "@/components/MoreButton";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { StripOutline } from "@/components/strip/StripOutline";
import { offerUndo } from "@/components/undo";
import { type RowsHandle, WindowRows } from "@/components/WindowRows";
import { useRowKeys } from "@/components/useRowKeys";
import type { RequestSummary } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { useShortcuts } from "@/lib/shortcuts";

import { HistoryFilters } from "./HistoryFilters";
import { buildHistoryQuery, type HistorySearch, isNarrowedHistory } from "./historyFilters";
import { HISTORY_GRID, HISTORY_WIDE, HistoryRow } from "./HistoryRow";
import { requestListQuery, useDeleteRequest, useRestoreRequest } from "./queries";

const route = getRouteApi("/shell/requests");
const HEAD = joinClasses(HISTORY_GRID, "h-9 border-b border-line-2 text-note text-ink-3");
const RIGHT = joinClasses(HISTORY_WIDE, "text-right");

function Heads() {
  const { t } = useTranslation("requests");
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={joinClasses(HEAD, "max-lg:sr-only")}>
        <span role="columnheader">{t("history.columnName")}</span>
        <span role="columnheader">{t("history.columnState")}</span>
        <span role="columnheader" className={RIGHT}>
          {t("history.columnPosts")}
        </span>
        <span role="columnheader" className={RIGHT}>
          {t("history.columnWhen")}
        </span>
        <span role="columnheader" className={RIGHT}>
          {t("history.columnTook")}
        </span>
        <span role="columnheader" className={RIGHT}>
          {t("history.columnCost")}
        </span>
        <span role="columnheader">
          <span className="sr-only">{t("history.columnActions")}</span>
        </span>
      </div>
    </div>
  );
}

function LoadingRows() {
  return (
    <LoadingShapes className="mt-2">
      <div className={joinClasses(HEAD, "max-lg:hidden!")} />
      {[0, 1, 2, 3, 4, 5].map((index) => (
        <div
          key={index}
          className={joinClasses(HISTORY_GRID, "border-b border-line py-2 lg:h-14 lg:py-0")}
        >
          <div className="flex flex-col gap-2 py-1">
            <Skeleton className="h-3.5 w-56 max-w-full" />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-6 w-16" />
          <Skeleton className={joinClasses(HISTORY_WIDE, "h-4 w-12 justify-self-end")} />
          <Skeleton className={joinClasses(HISTORY_WIDE, "h-4 w-28 justify-self-end")} />
        </div>
      ))}
    </LoadingShapes>
  );
}

function Empty() {
  const { t } = useTranslation("requests");
  return (
    <div className="mx-auto max-w-[600px] pt-8">
      <StripOutline usual="" post="" />
      <h2 className="mt-6 text-section">{t("history.emptyTitle")}</h2>
      <p className="mt-1 text-lead text-ink-2">{t("history.empty")}</p>
      <Link to="/analyse" className={`mt-5 ${buttonClasses("primary", true)}`}>
        {t("history.emptyAction")}
      </Link>
    </div>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation(["requests", "common"]);
  return (
    <div role="status" className="mt-2 border-t border-line-2 py-12">
      <h2 className="text-block">{t("requests:history.noMatchTitle")}</h2>
      <p className="mt-1 max-w-[60ch] text-body text-ink-2">{t("requests:history.noMatch")}</p>
      <Button className="mt-4" onClick={onClear}>
        {t("common:filter.clearAll")}
      </Button>
    </div>
  );
}

function RequestTable({
  requests,
  isStale,
  onDelete,
  ref,
}: {
  requests: readonly RequestSummary[];
  isStale: boolean;
  onDelete: (requestId: string, name: string) => void;
  ref: Ref<RowsHandle>;
}) {
  const { t } = useTranslation("requests");
  return (
    <div
      role="table"
      aria-label={t("history.title")}
      aria-busy={isStale}
      className={joinClasses("mt-2 transition-opacity", isStale && "opacity-55")}
    >
      <Heads />
      <WindowRows
        ref={ref}
        items={requests}
        keyOf={(request) => request.id}
        estimatedHeight={57}
        render={(request, index) => (
          <HistoryRow
            request={request}
            index={index}
            onDelete={(name) => onDelete(request.id, name)}
          />
        )}
      />
    </div>
  );
}

/** The caller's analyses, newest first: searched, filtered, tried again, deleted. */
export function HistoryPage() {
  const { t } = useTranslation(["requests", "common"]);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const rows = useRef<RowsHandle>(null);
  const list = useInfiniteQuery(requestListQuery(buildHistoryQuery(search)));
  const requests = list.data?.pages.flatMap((page) => page.items) ?? [];
  const remove = useDeleteRequest();
  const restore = useRestoreRequest();

  function change(next: HistorySearch): void {
    void navigate({
      search: (before) => ({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    });
  }

  function deleteRequest(requestId: string, name: string): void {
    remove.mutate(requestId, {
      onSuccess: () =>
        offerUndo(t("requests:history.deleted", { name }), () => restore.mutate(requestId)),
    });
  }

  useShortcuts({ "/": () => searchField.current?.focus() }, { isOfPage: true });
  useRowKeys(requests.length, rows);

  const isEmpty = list.data !== undefined && requests.length === 0 && !list.isPlaceholderData;
  const isFirstVisit = isEmpty && !isNarrowedHistory(search);
  const failure = remove.error ?? restore.error;
  return (
    <Page
      area={{ name: t("common:nav.history"), to: "/requests" }}
      actions={
        <span className="hidden lg:inline">
          <Link to="/analyse" className={buttonClasses("primary", false)}>
            <Plus aria-hidden className="size-4" strokeWidth={1.75} />
            {t("requests:history.new")}
          </Link>
        </span>
      }
    >
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h1 className="text-title">{t("requests:history.title")}</h1>
        {requests.length > 0 && (
          <p role="status" className="text-table text-ink-3">
            {t("requests:history.count", { count: requests.length })}
          </p>
        )}
      </div>
      {isFirstVisit ? (
        <Empty />
      ) : (
        <>
          <div className="mt-4">
            <HistoryFilters search={search} searchRef={searchField} onChange={change} />
          </div>
          {failure !== null && (
            <p role="alert" className="mt-3 text-table text-danger">
              {t("requests:history.notDeleted")} {failure.message}
            </p>
          )}
          {list.isPending && <LoadingRows />}
          {list.error !== null && requests.length === 0 && (
            <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
          )}
          {isEmpty && <NoMatch onClear={() => void navigate({ search: {} })} />}
          {requests.length > 0 && (
            <RequestTable
              ref={rows}
              requests={requests}
              isStale={list.isPlaceholderData}
              onDelete={deleteRequest}
            />
          )}
          <div className="mt-4 flex justify-end empty:hidden">
            <MoreButton list={list}>{t("requests:history.more")}</MoreButton>
          </div>
        </>
      )}
    </Page>
  );
}
