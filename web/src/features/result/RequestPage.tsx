import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";

import { Page, type PageProps } from "@/app/layout/Page";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { useOnce } from "@/components/useOnce";
import { isUnderWay, useLiveRequest } from "@/features/requests/useLiveRequest";
import { usePostNames } from "@/features/requests/usePostNames";
import type { RequestPost, RequestRead } from "@/lib/api/types";
import { loadTexts } from "@/lib/i18n";

import { LoadingPostCard } from "./post/PostCard";
import { ResultActions } from "./ResultActions";
import { ResultView } from "./ResultView";

/** With the texts of requests, which a result alone has no need of. */
async function withTexts<Module>(module: Promise<Module>): Promise<Module> {
  await loadTexts("requests", "reasons");
  return module;
}

// Most come for one result: what stands in its place or beside it is fetched when wanted.
const CompareView = lazy(() =>
  withTexts(import("./compare/CompareView")).then((file) => ({ default: file.CompareView })),
);
const PostSwitch = lazy(() =>
  withTexts(import("./PostSwitch")).then((file) => ({ default: file.PostSwitch })),
);
const ProgressView = lazy(() =>
  withTexts(import("@/features/requests/RequestProgress")).then((file) => ({
    default: file.ProgressView,
  })),
);
const StoppedPost = lazy(() =>
  withTexts(import("./StoppedPost")).then((file) => ({ default: file.StoppedPost })),
);

/** The post to show: the one asked for, else the first with a result, else the first. */
export function choosePost(
  request: RequestRead,
  asked: number | undefined,
): RequestPost | undefined {
  const byAddress = request.posts.find((post) => post.position + 1 === asked);
  return byAddress ?? request.posts.find((post) => post.state === "done") ?? request.posts[0];
}

function LoadingResult() {
  return (
    <div className="grid grid-cols-1 gap-x-10 gap-y-8 lg:grid-cols-[300px_minmax(0,1fr)]">
      <LoadingShapes className="lg:col-start-2">
        <div className="flex gap-2">
          <Skeleton className="h-6 w-16" />
          <Skeleton className="h-6 w-36" />
        </div>
        <Skeleton className="mt-3 h-9 w-96 max-w-full" />
        <Skeleton className="mt-3 h-11 w-full max-w-[560px]" />
        <Skeleton className="mt-6 h-[166px] w-full" />
      </LoadingShapes>
      <div className="max-w-[440px] lg:col-start-1 lg:row-start-1">
        <LoadingPostCard />
      </div>
    </div>
  );
}

interface RequestBodyProps {
  request: RequestRead;
  connection: ReturnType<typeof useLiveRequest>["connection"];
  asked: number | undefined;
  isComparing: boolean;
}

function RequestBody({ request, connection, asked, isComparing }: RequestBodyProps) {
  const names = usePostNames(request);
  const shown = choosePost(request, asked);
  // Had it ended on this page before, its new start was asked for here.
  const wasRetried = useOnce(!isUnderWay(request));
  const isDone = shown?.state === "done";
  const isStopped =
    shown !== undefined && ["failed", "cancelled", "duplicate"].includes(shown.state);
  const isProgress = isUnderWay(request) && (asked === undefined || !(isDone || isStopped));
  if (shown === undefined || isProgress) {
    return (
      <Suspense>
        <ProgressView request={request} connection={connection} takesFocus={wasRetried} />
      </Suspense>
    );
  }
  if (isComparing) {
    return (
      <>
        <Suspense fallback={<LoadingResult />}>
          <PostSwitch request={request} shown={null} />
          <CompareView request={request} />
        </Suspense>
      </>
    );
  }
  const analysis = request.results.find((result) => result.position === shown.position);
  // A verdict waits for its post: the transcript would push down what is being read.
  const isLoading = analysis === undefined ? !isStopped : names.isLoading;
  return (
    <>
      {request.posts.length > 1 && (
        <Suspense fallback={<div className="-mt-4 mb-8 h-12 border-b border-line-2" />}>
          <PostSwitch request={request} shown={shown.position} />
        </Suspense>
      )}
      {isLoading && <LoadingResult />}
      {!isLoading && analysis === undefined && (
        <Suspense>
          <StoppedPost post={shown} request={request} />
        </Suspense>
      )}
      {!isLoading && analysis !== undefined && (
        <ResultView
          key={analysis.id}
          analysis={analysis}
          post={names.find(shown)}
          title={names.name(shown)}
          found={shown}
        />
      )}
    </>
  );
}

/** The page under the name of the post that it shows. */
function NamedPage({
  area,
  request,
  asked,
  isComparing,
  children,
}: Pick<PageProps, "area" | "children"> & Omit<RequestBodyProps, "connection">) {
  const { t } = useTranslation("result");
  const names = usePostNames(request);
  const shown = choosePost(request, asked);
  const untitled = request.display_name ?? t("loadingTitle");
  const name = shown === undefined ? untitled : names.name(shown);
  return (
    <Page
      area={area}
      page={isComparing ? t("compare.title") : name}
      actions={isUnderWay(request) ? undefined : <ResultActions />}
    >
      {children}
    </Page>
  );
}

/** One analysis: its progress while it runs, then its results. */
export function RequestPage() {
  const { t } = useTranslation(["result", "common"]);
  const { requestId } = useParams({ from: "/shell/requests/$requestId" });
  const { post: asked, view } = useSearch({ from: "/shell/requests/$requestId" });
  const { data: request, error, connection, refetch } = useLiveRequest(requestId);
  const area = { name: t("common:nav.history"), to: "/requests" } as const;
  if (request !== undefined) {
    const isComparing = view !== undefined && request.posts.length > 1;
    return (
      <NamedPage area={area} request={request} asked={asked} isComparing={isComparing}>
        <RequestBody
          request={request}
          connection={connection}
          asked={asked}
          isComparing={isComparing}
        />
      </NamedPage>
    );
  }
  return (
    <Page area={area} page={t("result:loadingTitle")}>
      {error === null ? (
        <LoadingResult />
      ) : (
        <ErrorState error={error} onRetry={() => void refetch()} />
      )}
    </Page>
  );
}
