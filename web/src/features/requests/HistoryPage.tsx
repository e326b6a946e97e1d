import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { Button, buttonClasses } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { StripOutline } from "@/components/strip/StripOutline";
import type { RequestSummary } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { requestsQuery } from "./queries";

const HEAD = "h-9 border-b border-line-2 text-note font-normal text-ink-3";
const CELL = "border-b border-line py-2";
const WIDE_ONLY = "hidden lg:table-cell";

function StateChip({ request }: { request: RequestSummary }) {
  const { t } = useTranslation("requests");
  if (request.status === "COMPLETED") {
    const isPartial = request.counts.failed > 0;
    return (
      <Chip kind={isPartial ? "warn" : "fill"}>
        {t(isPartial ? "status.PARTIAL" : "status.COMPLETED")}
      </Chip>
    );
  }
  const kinds = {
    PENDING: "outline",
    PROCESSING: "outline",
    FAILED: "danger",
    CANCELLED: "outline",
  } as const;
  return (
    <Chip kind={kinds[request.status]}>
      {t(`status.${request.status}`, { progress: request.progress })}
    </Chip>
  );
}

function Row({ request }: { request: RequestSummary }) {
  const { t } = useTranslation("requests");
  const format = useFormat();
  const namePlatform = usePlatformName();
  const { total, done } = request.counts;
  return (
    <tr className="hovered:bg-fill">
      <th scope="row" className={`${CELL} max-w-0 text-left font-normal`}>
        <Link
          to="/requests/$requestId"
          params={{ requestId: request.id }}
          className="block truncate rounded-chip text-body font-semibold hovered:underline"
        >
          {request.display_name ?? t("history.unnamed")}
        </Link>
        <span className="flex items-center gap-1.5 text-note text-ink-3">
          <PlatformGlyph platform={request.platform} silent className="size-3.5" />
          <span className="truncate">
            {request.platform === null ? t("history.mixed") : namePlatform(request.platform)}
            <span className="lg:hidden">
              {" · "}
              <DateTime at={request.created_at} form="day" />
            </span>
          </span>
        </span>
      </th>
      <td className={CELL}>
        <StateChip request={request} />
      </td>
      <td className={`${CELL} text-right`}>{t("history.posts", { done, total })}</td>
      <td className={`${CELL} text-right text-ink-2 ${WIDE_ONLY}`}>
        <DateTime at={request.created_at} />
      </td>
      <td className={`${CELL} text-right text-ink-2 ${WIDE_ONLY}`}>
        {request.duration_seconds === null ? "–" : format.span(request.duration_seconds)}
      </td>
      <td className={`${CELL} text-right text-ink-2 ${WIDE_ONLY}`}>
        {format.money(request.cost_micro_usd)}
      </td>
    </tr>
  );
}

function Heads() {
  const { t } = useTranslation("requests");
  return (
    <thead>
      <tr>
        <th scope="col" className={`${HEAD} w-full text-left`}>
          {t("history.columnName")}
        </th>
        <th scope="col" className={`${HEAD} min-w-28 text-left`}>
          {t("history.columnState")}
        </th>
        <th scope="col" className={`${HEAD} min-w-16 text-right`}>
          {t("history.columnPosts")}
        </th>
        <th scope="col" className={`${HEAD} min-w-40 text-right ${WIDE_ONLY}`}>
          {t("history.columnWhen")}
        </th>
        <th scope="col" className={`${HEAD} min-w-24 text-right ${WIDE_ONLY}`}>
          {t("history.columnTook")}
        </th>
        <th scope="col" className={`${HEAD} min-w-24 text-right ${WIDE_ONLY}`}>
          {t("history.columnCost")}
        </th>
      </tr>
    </thead>
  );
}

function LoadingRows() {
  return (
    <LoadingShapes className="mt-6">
      <div className="h-9 border-b border-line-2" />
      {[0, 1, 2, 3, 4, 5].map((index) => (
        <div key={index} className="flex h-[55px] items-center gap-6 border-b border-line">
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3.5 w-56 max-w-full" />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-6 w-16" />
          <Skeleton className="hidden h-4 w-28 lg:block" />
        </div>
      ))}
    </LoadingShapes>
  );
}

function Empty() {
  const { t } = useTranslation(["requests", "common"]);
  return (
    <div className="mx-auto max-w-[600px] pt-8">
      <StripOutline usual="" post="" />
      <h2 className="mt-6 text-section">{t("requests:history.emptyTitle")}</h2>
      <p className="mt-1 text-lead text-ink-2">{t("requests:history.empty")}</p>
      <Link to="/analyse" className={`mt-5 ${buttonClasses("primary", true)}`}>
        {t("requests:history.emptyAction")}
      </Link>
    </div>
  );
}

/** The caller's analyses, newest first. */
export function HistoryPage() {
  const { t } = useTranslation(["requests", "common"]);
  const list = useInfiniteQuery(requestsQuery);
  const requests = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isEmpty = list.data !== undefined && requests.length === 0;
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
      <div className="flex items-baseline gap-3">
        <h1 className="text-title">{t("requests:history.title")}</h1>
        {requests.length > 0 && (
          <p className="text-table text-ink-3">
            {t("requests:history.count", { count: requests.length })}
          </p>
        )}
      </div>
      {list.isPending && <LoadingRows />}
      {list.error !== null && requests.length === 0 && (
        <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
      )}
      {isEmpty && <Empty />}
      {requests.length > 0 && (
        <table className="mt-4 w-full border-separate border-spacing-0 text-table [&_td]:pl-4 [&_th:not(:first-child)]:pl-4">
          <Heads />
          <tbody>
            {requests.map((request) => (
              <Row key={request.id} request={request} />
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex justify-end">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("requests:history.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}
