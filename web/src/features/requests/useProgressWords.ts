import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { RequestRead } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { estimateSecondsLeft } from "./stages";
import { isUnderWay } from "./useLiveRequest";

/** The present moment, moved on each second while `isTicking`. */
function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}

/** The heading and the line over a request's rows. */
export function useProgressWords(request: RequestRead | undefined): {
  title: string;
  summary: string;
} {
  const { t } = useTranslation("requests");
  const format = useFormat();
  const isRunning = isUnderWay(request);
  const now = useNow(isRunning);
  if (request === undefined) return { title: "", summary: "" };

  const { total, done, failed } = request.counts;
  const open = request.posts.filter(
    (post) => !["done", "failed", "cancelled", "duplicate"].includes(post.state),
  ).length;
  const elapsed = isRunning
    ? Math.max(0, (now - new Date(request.created_at).getTime()) / 1000)
    : (request.duration_seconds ?? 0);
  const left = isRunning ? estimateSecondsLeft(request.progress, elapsed) : null;
  const parts = [
    done > 0 || total === 0 ? t("progress.ready", { count: done }) : null,
    open > 0 && isRunning ? t("progress.underWay", { count: open }) : null,
    failed > 0 ? t("progress.failed", { count: failed }) : null,
    format.span(elapsed),
    left === null ? null : t("progress.left", { span: format.span(left) }),
    t(isRunning ? "progress.cost" : "progress.costDone", {
      money: format.money(request.cost_micro_usd),
    }),
  ];
  const titles = {
    PENDING: "title",
    PROCESSING: "title",
    COMPLETED: "titleDone",
    FAILED: "titleFailed",
    CANCELLED: "titleCancelled",
  } as const;
  return {
    title: t(`progress.${titles[request.status]}`),
    summary: parts.filter((part) => part !== null).join(" · "),
  };
}
