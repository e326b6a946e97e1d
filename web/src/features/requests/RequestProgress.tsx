import { Link } from "@tanstack/react-router";
import { CircleAlert, Info, LoaderCircle, WifiOff } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DemoChip } from "@/components/DemoChip";
import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { PostThumbnail } from "@/components/PostThumbnail";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { ServerWords } from "@/components/ServerWords";
import { SourcesLink } from "@/components/SourcesLink";
import { useReasonWords } from "@/components/useReasonWords";
import type { Post, RequestPost, RequestRead } from "@/lib/api/types";
import type { StreamState } from "@/lib/sse/stream";

import { PostOutcome } from "./PostOutcome";
import { useCancelRequest, useRetryRequest } from "./queries";
import { StageHeads, StageTrack } from "./StageTrack";
import { markStages } from "./stages";
import { StatusLines } from "./StatusLines";
import { type PostNames, usePostNames } from "./usePostNames";
import { useProgressWords } from "./useProgressWords";
import { isUnderWay, useLiveRequest } from "./useLiveRequest";

const ROW =
  "grid grid-cols-[56px_minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2.5 border-b border-line py-3 " +
  "@[820px]:h-[63px] @[820px]:grid-cols-[56px_minmax(0,1fr)_365px_132px] @[820px]:py-0";

/** Rows that lead somewhere: to a result, or to why there is none. */
const ENDED = new Set<RequestPost["state"]>(["done", "failed", "cancelled"]);

function PostRow({
  post,
  request,
  collected,
  title,
}: {
  post: RequestPost;
  request: RequestRead;
  collected: Post | undefined;
  title: string;
}) {
  const { t } = useTranslation("requests");
  const namePlatform = usePlatformName();
  const words = useReasonWords();
  const told = post.state === "failed" ? words.ofPost(post.reason).title : null;
  return (
    <li className={ROW}>
      <PostThumbnail
        media={collected?.media ?? []}
        isPrivate={post.reason === "private"}
        className="h-8 w-14"
      />
      <div className="min-w-0">
        <p className="flex items-center gap-2">
          {ENDED.has(post.state) ? (
            <Link
              to="/requests/$requestId"
              params={{ requestId: request.id }}
              search={{ post: post.position + 1 }}
              dir="auto"
              className="truncate rounded-chip text-left text-body font-semibold hovered:underline"
            >
              {title}
            </Link>
          ) : (
            <span dir="auto" className="truncate text-left text-body font-semibold">
              {title}
            </span>
          )}
          {post.is_invented && <DemoChip small />}
        </p>
        <p className="flex items-center gap-1.5 text-note text-ink-3">
          <PlatformGlyph platform={post.platform} className="size-3.5" />
          <span className="truncate" title={post.message ?? undefined}>
            <bdi>{collected?.creator_name ?? namePlatform(post.platform)}</bdi>
            {(told ?? post.message) && " · "}
            {told ?? (post.message && <span lang="en">{post.message}</span>)}
          </span>
        </p>
      </div>
      <div className="col-span-3 row-start-2 @[820px]:col-span-1 @[820px]:row-start-auto">
        <StageTrack
          marks={markStages(post, request.history, collected)}
          label={t("progress.stages", { title })}
        />
      </div>
      <div className="col-start-3 row-start-1 justify-self-end @[820px]:col-start-4">
        <PostOutcome post={post} />
      </div>
    </li>
  );
}

/** Before there are rows: whose newest posts are being found out, or why there is none. */
function ListingRow({ request }: { request: RequestRead }) {
  const { t } = useTranslation("requests");
  const words = useReasonWords();
  const { creator } = request;
  if (creator === null) return null;
  const name = creator.handle === null ? creator.url : `@${creator.handle}`;
  const message = request.history.at(-1)?.message;
  const reason = request.error?.reason ?? null;
  return (
    <p className="flex min-h-[63px] items-center gap-3 border-b border-line py-3 text-body text-ink-2">
      {isUnderWay(request) ? (
        <LoaderCircle aria-hidden className="spins size-4 shrink-0" strokeWidth={1.75} />
      ) : (
        <CircleAlert aria-hidden className="size-4 shrink-0 text-danger" strokeWidth={1.75} />
      )}
      <PlatformGlyph platform={creator.platform} className="size-4" />
      <span className="min-w-0 wrap-anywhere">
        {isUnderWay(request)
          ? t("listing.underWay", { name, count: creator.count })
          : reason === null || reason === "not_found"
            ? t("listing.none", { name })
            : `${words.ofLook(reason)}.`}
        {reason === "source_unavailable" && (
          <>
            {" "}
            <SourcesLink />.
          </>
        )}
        {!isUnderWay(request) && message && (
          <span className="block text-note text-ink-3">
            <ServerWords>{message}</ServerWords>
          </span>
        )}
      </span>
    </p>
  );
}

/** Speaks the latest change of stage, and nothing else. */
function StageAnnouncer({ request, names }: { request: RequestRead; names: PostNames }) {
  const { t } = useTranslation("requests");
  const row = request.history.at(-1);
  if (row === undefined) return <p role="status" className="sr-only" />;
  const post = request.posts.find((each) => each.position === row.position);
  const title = post && names.name(post);
  const stage = t(`stage.${row.stage}`);
  return (
    <p role="status" className="sr-only">
      {title ? t("progress.announce", { title, stage }) : stage}
    </p>
  );
}

function Actions({ request }: { request: RequestRead }) {
  const { t } = useTranslation("requests");
  const cancel = useCancelRequest(request.id);
  const retry = useRetryRequest(request.id);
  const failure = cancel.error ?? retry.error;
  return (
    <div className="ml-auto">
      {isUnderWay(request) && (
        <Button busy={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("progress.stop")}
        </Button>
      )}
      {request.is_retryable && (
        <Button busy={retry.isPending} onClick={() => retry.mutate()}>
          {request.counts.done > 0 ? t("progress.retry") : t("progress.retryAll")}
        </Button>
      )}
      {failure !== null && (
        <p role="alert" className="mt-1 text-note text-danger">
          {failure.message}
        </p>
      )}
    </div>
  );
}

function LoadingProgress() {
  return (
    <LoadingShapes>
      <div className="flex h-8 items-center gap-4">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-4 w-64" />
      </div>
      <Skeleton className="mt-3 h-1.5 w-full" />
      <div className="h-10 border-b border-line-2" />
      {[0, 1, 2].map((index) => (
        <div key={index} className="flex h-[63px] items-center gap-4 border-b border-line">
          <Skeleton className="h-8 w-14" />
          <Skeleton className="h-4 w-64" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** The progress of the request with this id, read and followed. */
export function RequestProgress({
  requestId,
  takesFocus = false,
}: {
  requestId: string;
  takesFocus?: boolean;
}) {
  const { data: request, error, connection, refetch } = useLiveRequest(requestId);
  if (request !== undefined) {
    return <ProgressView request={request} connection={connection} takesFocus={takesFocus} />;
  }
  if (error === null) return <LoadingProgress />;
  return <ErrorState inSection error={error} onRetry={() => void refetch()} />;
}

/** An analysis while it runs: one line on the whole, then one row per post. */
export function ProgressView({
  request,
  connection,
  takesFocus = false,
}: {
  request: RequestRead;
  connection: StreamState;
  /** It stands in place of what was just used: the focus goes to its heading. */
  takesFocus?: boolean;
}) {
  const { t } = useTranslation("requests");
  const headingId = useId();
  const names = usePostNames(request);
  const words = useProgressWords(request);
  const isRunning = isUnderWay(request);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <section aria-labelledby={headingId} className="@container">
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1">
        <h2 ref={heading} id={headingId} tabIndex={-1} className="text-section">
          {words.title}
        </h2>
        <p className="order-1 w-full text-table text-ink-2 sm:order-none sm:w-auto">
          {words.summary}
        </p>
        <Actions request={request} />
      </div>
      <div
        role="progressbar"
        aria-label={t("progress.bar")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={request.progress}
        className="mt-2.5 h-1.5 overflow-hidden rounded-full bg-fill-2"
      >
        <div
          className="h-full rounded-full bg-ink transition-[width] duration-300 ease-linear"
          style={{ width: `${request.progress}%` }}
        />
      </div>
      <div className="flex h-10 items-center border-b border-line-2 @[820px]:pr-[148px]">
        <div className="ml-auto w-full @[820px]:w-[365px]">
          <StageHeads />
        </div>
      </div>
      {request.posts.length === 0 && <ListingRow request={request} />}
      <ul>
        {request.posts.map((post) => (
          <PostRow
            key={post.position}
            post={post}
            request={request}
            collected={names.find(post)}
            title={names.name(post)}
          />
        ))}
      </ul>
      {request.posts.some(({ reason }) => reason === "source_unavailable") && (
        <p className="mt-3 text-table">
          <SourcesLink />
        </p>
      )}
      <StageAnnouncer request={request} names={names} />
      {isRunning && (
        <p className="mt-4 flex gap-2.5 text-table text-ink-2">
          {connection === "waiting" ? (
            <WifiOff aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" strokeWidth={1.75} />
          ) : (
            <Info aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          )}
          {connection === "waiting" ? t("progress.reconnecting") : t("progress.leave")}
        </p>
      )}
      <StatusLines request={request} names={names} />
    </section>
  );
}
