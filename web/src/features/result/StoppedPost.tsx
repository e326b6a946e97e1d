import { Link } from "@tanstack/react-router";
import { CircleAlert, RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { CopyButton } from "@/components/CopyButton";
import { ServerWords } from "@/components/ServerWords";
import { SourcesLink } from "@/components/SourcesLink";
import { useReasonWords } from "@/components/useReasonWords";
import { useRetryRequest } from "@/features/requests/queries";
import { markStages, STAGE_NAMES, type StageName } from "@/features/requests/stages";
import type { RequestPost, RequestRead } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

function findEnd(post: RequestPost, request: RequestRead): StageName {
  const marks = markStages(post, request.history);
  return STAGE_NAMES.find((name) => marks[name] === "ended") ?? "post";
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid items-center gap-x-4 border-b border-line py-2 text-table sm:min-h-[41px] sm:grid-cols-[104px_1fr]">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/**
 * Whoever came here by a link that is gone starts at the main action, not at the content's
 * begin; whoever opened this address starts where the browser lets them.
 */
function useFocusOnAction() {
  const action = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The page takes such a focus to its content first.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement?.id !== "content") return;
      action.current?.querySelector<HTMLElement>("button, a")?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return action;
}

/** A post that came to no result: where it stopped, why, and what can be done. */
export function StoppedPost({ post, request }: { post: RequestPost; request: RequestRead }) {
  const { t } = useTranslation(["result", "requests"]);
  const format = useFormat();
  const retry = useRetryRequest(request.id);
  const stage = findEnd(post, request);
  const actions = useFocusOnAction();
  const isCancelled = post.state === "cancelled";
  const words = useReasonWords().ofPost(post.reason);
  const line = t("result:stopped.line", {
    id: request.id,
    reason: post.reason ?? request.error?.category ?? post.state,
    stage: request.error?.stage ?? post.stage,
  });
  return (
    <div className="mx-auto w-full max-w-[600px] pt-6 md:pt-12">
      {isCancelled ? (
        <Chip kind="outline">{t("result:stopped.cancelled")}</Chip>
      ) : (
        <Chip
          kind="danger"
          icon={<CircleAlert aria-hidden className="size-3.5" strokeWidth={1.75} />}
        >
          {t("result:stopped.chip", { stage: t(`requests:column.${stage}`) })}
        </Chip>
      )}
      <h1 className="mt-2.5 text-title">
        {isCancelled ? t("result:stopped.title.cancelled") : words.title}
      </h1>
      {!isCancelled && (
        <p className="mt-1.5 max-w-[76ch] text-lead text-ink-2">
          {words.toDo}
          {request.is_retryable && ` ${t("result:stopped.toDo.again")}`}
          {post.reason === "source_unavailable" && (
            <>
              {" "}
              <SourcesLink />.
            </>
          )}
        </p>
      )}
      {post.message && (
        <p className="mt-3 max-w-[76ch] text-table text-ink-3 wrap-anywhere">
          {t("result:stopped.said")} <ServerWords>{post.message}</ServerWords>
        </p>
      )}
      <div ref={actions} className="mt-6 flex flex-wrap gap-3">
        {request.is_retryable && (
          <Button
            kind="primary"
            large
            busy={retry.isPending}
            onClick={() => retry.mutate()}
            icon={<RotateCw aria-hidden className="size-4" strokeWidth={1.75} />}
          >
            {t("result:stopped.retry", { stage: t(`result:stopped.stage.${stage}`) })}
          </Button>
        )}
        <Link
          to="/analyse"
          className={buttonClasses(request.is_retryable ? "secondary" : "primary", true)}
        >
          {t("result:stopped.analyse")}
        </Link>
      </div>
      {retry.error !== null && (
        <p role="alert" className="mt-3 text-table text-danger">
          {retry.error.message}
        </p>
      )}
      <dl className="mt-8 border-t border-line">
        <Fact name={t("result:stopped.lost")}>
          {t(isCancelled ? "result:stopped.lostCancelled" : "result:stopped.lostNothing")}
        </Fact>
        <Fact name={t("result:stopped.paid")}>
          {t("result:stopped.paidCalls", {
            money: format.money(request.cost_micro_usd),
            count: request.total_api_calls,
          })}
          {request.posts.length > 1 && (
            <span className="block text-note text-ink-3">
              {t("result:stopped.paidTogether", { count: request.posts.length })}
            </span>
          )}
        </Fact>
        <Fact name={t("result:stopped.support")}>
          <span className="flex items-center gap-3">
            <span className="min-w-0 flex-1 break-words">{line}</span>
            <CopyButton kind="quiet" text={line} />
          </span>
        </Fact>
      </dl>
    </div>
  );
}
