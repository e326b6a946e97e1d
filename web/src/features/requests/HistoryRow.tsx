import { Link } from "@tanstack/react-router";
import { RotateCw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { useReasonWords } from "@/components/useReasonWords";
import { rowProps } from "@/components/WindowRows";
import type { RequestSummary } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { useFormat } from "@/lib/format/useFormat";

import { useRetryRequest } from "./queries";
import { isUnderWay } from "./useLiveRequest";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

/** The head, the rows and the rows while loading are laid out by the same classes. */
export const HISTORY_GRID =
  "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 " +
  "lg:grid-cols-[minmax(0,1fr)_124px_64px_152px_80px_72px_72px] lg:gap-y-0";
export const HISTORY_WIDE = "hidden lg:block";

/** What became of it: of how many posts there is a result is part of the state. */
function StateChip({ request }: { request: RequestSummary }) {
  const { t } = useTranslation("requests");
  const { total, done, failed } = request.counts;
  switch (request.status) {
    case "COMPLETED":
      return failed > 0 ? (
        <Chip kind="warn">{t("status.partialOf", { done, total })}</Chip>
      ) : (
        <Chip kind="fill">{t("status.COMPLETED")}</Chip>
      );
    case "FAILED":
      return <Chip kind="danger">{t("status.FAILED")}</Chip>;
    default:
      return (
        <Chip kind="outline">
          {t(`status.${request.status}`, { progress: Math.round(request.progress) })}
        </Chip>
      );
  }
}

function Actions({
  request,
  name,
  onDelete,
}: {
  request: RequestSummary;
  name: string;
  onDelete: () => void;
}) {
  const { t } = useTranslation("requests");
  const retry = useRetryRequest(request.id);
  return (
    <>
      {retry.error !== null && (
        <span role="alert" className="sr-only">
          {retry.error.message}
        </span>
      )}
      {request.is_retryable && (
        <Button
          kind="quiet"
          square
          busy={retry.isPending}
          title={retry.error?.message ?? t("history.retry")}
          aria-label={t("history.retryNamed", { name })}
          onClick={() => retry.mutate()}
          className={retry.error === null ? undefined : "text-danger!"}
          icon={<RotateCw {...ICON} />}
        />
      )}
      {!isUnderWay(request) && (
        <Button
          kind="quiet"
          square
          title={t("history.delete")}
          aria-label={t("history.deleteNamed", { name })}
          onClick={onDelete}
          icon={<Trash2 {...ICON} />}
        />
      )}
    </>
  );
}

/** One analysis in a line: what it was about, how far it is, what it cost. */
export function HistoryRow({
  request,
  index,
  onDelete,
}: {
  request: RequestSummary;
  index: number;
  onDelete: (name: string) => void;
}) {
  const { t } = useTranslation("requests");
  const format = useFormat();
  const namePlatform = usePlatformName();
  const words = useReasonWords();
  const { total, done } = request.counts;
  const name = request.display_name ?? t("history.unnamed");
  const platform = request.platform === null ? t("history.mixed") : namePlatform(request.platform);
  return (
    <div
      {...rowProps(index)}
      role="row"
      className={joinClasses(
        HISTORY_GRID,
        "relative border-b border-line py-2 text-table hovered:bg-fill lg:h-14 lg:py-0",
      )}
    >
      <div role="rowheader" className="min-w-0">
        <Link
          to="/requests/$requestId"
          params={{ requestId: request.id }}
          data-row-focus
          dir="auto"
          title={name}
          className="block truncate rounded-chip text-body font-semibold after:absolute after:inset-0 after:content-['']"
        >
          {name}
        </Link>
        <span className="flex min-w-0 items-center gap-1.5 text-note text-ink-3">
          <PlatformGlyph platform={request.platform} silent className="size-3.5" />
          <span className="shrink-0">{platform}</span>
          <span className="shrink-0 lg:hidden">
            · {t("history.postsLong", { done, count: total })} ·{" "}
            <DateTime at={request.created_at} form="day" />
          </span>
          {request.error !== null && (
            <span className="min-w-0 truncate">· {words.ofPost(request.error.reason).short}</span>
          )}
        </span>
      </div>
      <div role="cell">
        <StateChip request={request} />
      </div>
      <div role="cell" className={joinClasses(HISTORY_WIDE, "text-right")}>
        {t("history.posts", { done, total })}
      </div>
      <div role="cell" className={joinClasses(HISTORY_WIDE, "relative text-right text-ink-2")}>
        <DateTime at={request.created_at} />
      </div>
      <div role="cell" className={joinClasses(HISTORY_WIDE, "text-right text-ink-2")}>
        {request.duration_seconds === null ? "–" : format.span(request.duration_seconds)}
      </div>
      <div role="cell" className={joinClasses(HISTORY_WIDE, "text-right text-ink-2")}>
        {format.money(request.cost_micro_usd)}
      </div>
      <div
        role="cell"
        className="relative col-span-2 -my-1 flex justify-end gap-1 text-ink-3 empty:hidden lg:col-span-1 lg:my-0"
      >
        <Actions request={request} name={name} onDelete={() => onDelete(name)} />
      </div>
    </div>
  );
}
