import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import { DemoChip } from "@/components/DemoChip";
import { Drawer } from "@/components/Drawer";
import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { PostComments } from "@/components/PostComments";
import { PostPictures } from "@/components/PostPictures";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { VERDICT_BANDS } from "@/components/strip/bands";
import { chooseVerdictDomain } from "@/components/strip/scale";
import { Strip } from "@/components/strip/Strip";
import { useSourceWords } from "@/components/useSourceWords";
import { limitsQuery } from "@/features/accounts/queries";
import { useObstacleWords } from "@/features/analyse/BoxFoot";
import { judgeLimits } from "@/features/analyse/limits";
import { platformsQuery } from "@/features/analyse/queries";
import { namePost } from "@/features/requests/requestNames";
import type { AnalysedPost, LibraryPost, Post } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";
import { formatClock } from "@/lib/format/time";

import { postQuery } from "./queries";
import { SaveButton } from "./SaveButton";
import { StandingChip } from "./StandingChip";
import { useStandingSentence } from "./standingWords";
import { linkOf } from "./links";
import { useAnalysePosts } from "./useAnalysePosts";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

const COUNTS = [
  "views",
  "impressions",
  "reach",
  "likes",
  "comments",
  "shares",
  "saves",
  "followers",
  "engagements",
] as const;

/** An address that a browser may be sent to. */
function isWebAddress(url: string): boolean {
  return /^https?:\/\//i.test(url);
}

function StandingStripLarge({ post }: { post: LibraryPost }) {
  const { t } = useTranslation(["library", "common"]);
  const format = useFormat();
  const { multiple, usual, others, band } = post.standing;
  if (multiple === null) return null;
  return (
    <Strip
      kind="log"
      domain={chooseVerdictDomain([...others, multiple])}
      values={others}
      this={multiple}
      median={1}
      quartiles={null}
      bands={VERDICT_BANDS.map((each) => ({
        low: each.low,
        high: each.high,
        name: t(`common:band.${each.name}`).toLocaleLowerCase(),
      }))}
      isOnColour
      formatTick={(tick) => `${tick}×`}
      formatPoint={format.multiple}
      labels={{
        this: t("library:drawer.this", { multiple: format.multiple(multiple) }),
        usual: t("library:drawer.usual", { usual: format.compact(usual ?? 0) }),
      }}
      finding={t("library:drawer.finding", {
        multiple: format.multiple(multiple),
        count: others.length,
        band: band === null ? "" : t(`common:band.${band}`),
      })}
    />
  );
}

function Standing({ post }: { post: LibraryPost }) {
  const { t } = useTranslation("library");
  const format = useFormat();
  const sentence = useStandingSentence()(post);
  const { multiple } = post.standing;
  return (
    <section aria-labelledby="standing-title" className="mt-6 border-t border-line pt-5">
      <h4 id="standing-title" className="sr-only">
        {t("drawer.standing")}
      </h4>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {multiple !== null && (
          <span className="highlighted-number text-title">{format.multiple(multiple)}</span>
        )}
        <StandingChip standing={post.standing} />
      </p>
      <p className="mt-1.5 mb-3 text-body text-ink-2">{sentence}</p>
      <StandingStripLarge post={post} />
    </section>
  );
}

function Figures({ post }: { post: Post | LibraryPost }) {
  const { t } = useTranslation("library");
  const format = useFormat();
  const known = COUNTS.flatMap((name) => {
    const value = post.metrics[name];
    return value == null ? [] : [{ name, value }];
  });
  return (
    <section aria-labelledby="figures-title" className="mt-6 border-t border-line pt-5">
      <h4 id="figures-title" className="text-table font-semibold">
        {t("drawer.figures")}
      </h4>
      {known.length === 0 ? (
        <p className="mt-1 text-table text-ink-2">{t("drawer.noFigures")}</p>
      ) : (
        <dl className="mt-2">
          {known.map(({ name, value }) => (
            <div
              key={name}
              className="flex justify-between border-b border-line py-1.5 text-table last:border-b-0"
            >
              <dt className="text-ink-3">{t(`count.${name}`)}</dt>
              <dd>{format.count(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {post.metrics_as_of !== null && (
        <p className="mt-2 text-note text-ink-3">
          {t("drawer.asOf")} <DateTime at={post.metrics_as_of} />
        </p>
      )}
    </section>
  );
}

function About({ post }: { post: Post | LibraryPost }) {
  const { t } = useTranslation("library");
  const namePlatform = usePlatformName();
  const nameSource = useSourceWords();
  const platform = namePlatform(post.platform);
  return (
    <article>
      <div className="mb-4 empty:hidden">
        <PostPictures post={post} title={namePost(post) ?? t("row.unnamed")} mayBeMissing />
      </div>
      <p className="flex min-w-0 items-center gap-1.5 text-table text-ink-2">
        <PlatformGlyph platform={post.platform} />
        <span dir="auto" className="truncate">
          {post.creator_name}
        </span>
        {post.is_invented && <DemoChip small />}
      </p>
      <h3 dir="auto" className="mt-1.5 text-section wrap-anywhere">
        {namePost(post) ?? t("row.unnamed")}
      </h3>
      <p className="mt-1 text-note text-ink-3">
        {post.published_at === null ? t("drawer.unknownTime") : <DateTime at={post.published_at} />}
        {post.duration_seconds !== null && ` · ${formatClock(post.duration_seconds)}`}
        {` · ${nameSource(post.origin)}`}
      </p>
      {post.content && post.title && (
        <p
          dir="auto"
          className="mt-3 line-clamp-6 text-body wrap-anywhere whitespace-pre-line text-ink-2"
        >
          {post.content}
        </p>
      )}
      {isWebAddress(post.url) && (
        <a
          href={post.url}
          target="_blank"
          rel="noreferrer noopener"
          className="link mt-3 inline-flex items-center gap-1.5 text-table"
        >
          <ExternalLink {...ICON} />
          {t("drawer.open", { platform })}
        </a>
      )}
    </article>
  );
}

function Foot({
  post,
  analysed,
  onRemove,
}: {
  post: Post | LibraryPost;
  analysed: AnalysedPost | undefined;
  onRemove: () => void;
}) {
  const { t } = useTranslation("library");
  const describe = useObstacleWords();
  const { data: limits } = useQuery(limitsQuery);
  const { data: platforms } = useQuery(platformsQuery);
  const analyse = useAnalysePosts();
  const obstacle = judgeLimits(1, limits);
  const note = obstacle === null ? null : describe(obstacle);
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        {analysed === undefined ? (
          <Button
            kind="primary"
            large
            busy={analyse.isPending}
            disabled={obstacle !== null}
            onClick={() => analyse.start([linkOf(post, platforms?.items)])}
          >
            {t("drawer.analyse")}
          </Button>
        ) : (
          <Link
            to="/requests/$requestId"
            params={{ requestId: analysed.request_id }}
            search={{ post: analysed.position + 1 }}
            className={buttonClasses("primary", true)}
          >
            {t("drawer.result")}
          </Link>
        )}
        <span className="ml-auto" />
        {isOfLibrary(post) && <SaveButton post={post} name={namePost(post) ?? t("row.unnamed")} />}
        <Button kind="quiet" onClick={onRemove} icon={<Trash2 {...ICON} />}>
          {t("drawer.remove")}
        </Button>
      </div>
      {note !== null && analysed === undefined && (
        <p className="mt-2 text-note text-warn">{note}</p>
      )}
      {analyse.error !== null && (
        <p role="alert" className="mt-2 text-note text-danger">
          {analyse.error.message}
        </p>
      )}
    </>
  );
}

function isOfLibrary(post: Post | LibraryPost): post is LibraryPost {
  return "standing" in post;
}

export interface PostDrawerProps {
  postId: string | undefined;
  /** The post where the list holds it, with its standing. */
  listed: LibraryPost | undefined;
  analysed: AnalysedPost | undefined;
  onRemove: (postId: string) => void;
  onClose: () => void;
}

/** A post that has not been analysed: what is held of it, and where it stands. */
export function PostDrawer({ postId, listed, analysed, onRemove, onClose }: PostDrawerProps) {
  const { t } = useTranslation("library");
  // The list has it all but what is said under it.
  const asked = useQuery({ ...postQuery(postId ?? ""), enabled: postId !== undefined });
  const post: Post | LibraryPost | undefined = listed ?? asked.data;
  return (
    <Drawer
      title={t("drawer.title")}
      isOpen={postId !== undefined}
      onClose={onClose}
      foot={post && <Foot post={post} analysed={analysed} onRemove={() => onRemove(post.id)} />}
    >
      {post === undefined && asked.error === null && (
        <LoadingShapes className="flex flex-col gap-3">
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-6 w-full" />
          <Skeleton className="h-4 w-48" />
        </LoadingShapes>
      )}
      {post === undefined && asked.error !== null && (
        <ErrorState inSection error={asked.error} onRetry={() => void asked.refetch()} />
      )}
      {post !== undefined && (
        <>
          <About post={post} />
          {isOfLibrary(post) && <Standing post={post} />}
          <Figures post={post} />
          <div className="mt-6 border-t border-line pt-5 empty:hidden">
            <PostComments comments={asked.data?.comments ?? []} />
          </div>
        </>
      )}
    </Drawer>
  );
}
