import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, FileText } from "lucide-react";
import { useEffect, useId } from "react";
import { useTranslation } from "react-i18next";

import { BandChip } from "@/components/BandChip";
import { Button, buttonClasses } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { MoreButton } from "@/components/MoreButton";
import { usePlatformName } from "@/components/PlatformGlyph";
import { PostLine } from "@/components/PostLine";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { StandingStrip } from "@/features/library/StandingStrip";
import { useAnalysePosts } from "@/features/library/useAnalysePosts";
import { namePost } from "@/features/requests/requestNames";
import type { BandName, FoundOutlier } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { outliersQuery } from "./queries";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;
const WHILE_SETTLING_MS = 4000;
const GRID =
  "grid grid-cols-[64px_minmax(0,1fr)] items-center gap-x-4 gap-y-2.5 border-b border-line py-3 " +
  "@[880px]:h-[60px] @[880px]:grid-cols-[64px_minmax(0,1fr)_80px_148px_56px_112px_124px] @[880px]:gap-y-0 @[880px]:py-0";

function Picture({ url }: { url: string | null | undefined }) {
  return (
    <span className="flex h-9 w-16 items-center justify-center overflow-hidden rounded-chip bg-fill text-ink-3">
      {url ? (
        <img src={url} alt="" loading="lazy" className="size-full object-cover" />
      ) : (
        <FileText aria-hidden className="size-4" strokeWidth={1.5} />
      )}
    </span>
  );
}

function OutlierRow({ outlier }: { outlier: FoundOutlier }) {
  const { t } = useTranslation(["creators", "library"]);
  const format = useFormat();
  const namePlatform = usePlatformName();
  const analyse = useAnalysePosts();
  const { post } = outlier;
  const name = namePost(post) ?? t("library:row.unnamed");
  const { standing } = post;
  return (
    <li className={GRID}>
      <Picture url={post.preview?.thumbnail_url} />
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-2">
          <Link
            to="/library"
            search={{ post: post.id }}
            dir="auto"
            className="truncate rounded-chip text-body font-semibold hovered:underline"
          >
            {name}
          </Link>
          {outlier.is_news && (
            <Chip kind="outline" small>
              {t("creators:outliers.new")}
            </Chip>
          )}
        </p>
        <PostLine post={post} />
      </div>
      <div className="col-span-2 flex items-center gap-x-4 @[880px]:contents">
        <span className="justify-self-start">
          <BandChip band={(standing.band ?? outlier.band) as BandName} />
        </span>
        <span className="ml-auto min-w-0 @[880px]:ml-0">
          {standing.multiple !== null && (
            <>
              <span className="sr-only">
                {t("library:row.usual", { usual: format.compact(standing.usual ?? 0) })}
              </span>
              <StandingStrip multiple={standing.multiple} others={standing.others} />
            </>
          )}
        </span>
        <span className="shrink-0 text-right font-semibold">
          {format.multiple(standing.multiple ?? outlier.multiple)}
        </span>
      </div>
      <div className="col-span-2 flex items-center justify-between gap-3 @[880px]:contents">
        <span className="text-note text-ink-3 @[880px]:text-right">
          {t("creators:outliers.found")} <DateTime at={outlier.found_at} form="day" />
        </span>
        <span className="flex items-center justify-end gap-1">
          {!post.is_invented && (
            <a
              href={post.url}
              target="_blank"
              rel="noreferrer"
              title={t("library:drawer.open", { platform: namePlatform(post.platform) })}
              aria-label={t("creators:outliers.open", {
                title: name,
                platform: namePlatform(post.platform),
              })}
              className={buttonClasses("quiet", false, true)}
            >
              <ExternalLink {...ICON} />
            </a>
          )}
          <Button
            busy={analyse.isPending}
            aria-label={t("creators:outliers.analyseNamed", { title: name })}
            onClick={() => analyse.start([post.url])}
          >
            {t("creators:outliers.analyse")}
          </Button>
        </span>
      </div>
      {analyse.error !== null && (
        <p role="alert" className="col-span-full text-table text-danger">
          {analyse.error.message}
        </p>
      )}
    </li>
  );
}

function LoadingFeed() {
  return (
    <LoadingShapes className="mt-3 border-t border-line-2">
      {[0, 1, 2].map((index) => (
        <div key={index} className={GRID}>
          <Skeleton className="h-9 w-16" />
          <div className="flex flex-col gap-2">
            <Skeleton className="h-3.5 w-56 max-w-full" />
            <Skeleton className="h-3 w-32" />
          </div>
        </div>
      ))}
    </LoadingShapes>
  );
}

/** What stood out among the posts of followed creators, found last first. */
export function OutlierFeed({ isSettling }: { isSettling: boolean }) {
  const { t } = useTranslation("creators");
  const titleId = useId();
  const feed = useInfiniteQuery({
    ...outliersQuery,
    // What a look has brought is measured a moment later.
    refetchInterval: isSettling ? WHILE_SETTLING_MS : false,
  });
  const { refetch } = feed;
  useEffect(() => {
    // The last of it came between two looks.
    if (!isSettling) void refetch();
  }, [isSettling, refetch]);
  const outliers = feed.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby={titleId} className="@container mt-12">
      <h2 id={titleId} className="text-section">
        {t("outliers.title")}
      </h2>
      <p className="mt-1 max-w-[76ch] text-body text-ink-2">{t("outliers.lead")}</p>
      {feed.isPending && <LoadingFeed />}
      {feed.error !== null && feed.data === undefined && (
        <ErrorState inSection error={feed.error} onRetry={() => void feed.refetch()} />
      )}
      {feed.data !== undefined && outliers.length === 0 && (
        <p role="status" className="mt-3 border-t border-line-2 py-6 text-body text-ink-2">
          {t("outliers.none")}
        </p>
      )}
      {outliers.length > 0 && (
        <ul aria-labelledby={titleId} className="mt-3 border-t border-line-2">
          {outliers.map((outlier) => (
            <OutlierRow key={outlier.post.id} outlier={outlier} />
          ))}
        </ul>
      )}
      <div className="mt-4 flex justify-end empty:hidden">
        <MoreButton list={feed}>{t("more")}</MoreButton>
      </div>
    </section>
  );
}
