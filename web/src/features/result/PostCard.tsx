import { ChevronLeft, ChevronRight, ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import type { Post, PostMedia } from "@/lib/api/types";
import { formatClock } from "@/lib/format/time";
import { useFormat } from "@/lib/format/useFormat";

const METRICS = ["views", "impressions", "likes", "comments", "shares", "saves"] as const;
/** Beyond this a text would push the verdict off the first screen. */
const TEXT_LIMIT = 280;

function Picture({ medium, title }: { medium: PostMedia; title: string }) {
  const { t } = useTranslation("result");
  if (medium.kind === "video" && medium.url) {
    // What is said stands under the picture, in the transcript.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    return <video src={medium.url} controls preload="metadata" className="block size-full" />;
  }
  return (
    <img
      src={medium.url ?? undefined}
      alt={t("post.pictureAlt", { title })}
      width={medium.width ?? undefined}
      height={medium.height ?? undefined}
      className="block size-full object-cover"
    />
  );
}

/** The pictures of a post, one at a time. */
function Pictures({ post, title }: { post: Post; title: string }) {
  const { t } = useTranslation("result");
  const [at, setAt] = useState(0);
  const media = post.media.filter((medium) => medium.url !== null);
  const shown = media[Math.min(at, media.length - 1)];
  if (shown === undefined) return null;
  const isWide = (shown.width ?? 16) >= (shown.height ?? 9) * 1.2;
  const step = (by: number): void => setAt((at + by + media.length) % media.length);
  return (
    <div
      className={`relative overflow-hidden rounded-picture bg-fill-2 ${isWide ? "aspect-video" : "aspect-square"}`}
    >
      <Picture medium={shown} title={title} />
      {post.duration_seconds !== null && shown.kind !== "video" && (
        <span className="absolute right-1.5 bottom-1.5 rounded-chip bg-[#14181f] px-1.5 text-note font-semibold text-[#ecefea]">
          {formatClock(post.duration_seconds)}
        </span>
      )}
      {media.length > 1 && (
        <div className="absolute inset-x-1.5 bottom-1.5 flex items-center justify-between">
          <Button
            aria-label={t("post.previous")}
            onClick={() => step(-1)}
            square
            icon={<ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />}
          />
          <span className="rounded-chip bg-[#14181f] px-1.5 text-note text-[#ecefea]">
            {t("post.picture", { number: at + 1, total: media.length })}
          </span>
          <Button
            aria-label={t("post.next")}
            onClick={() => step(1)}
            square
            icon={<ChevronRight aria-hidden className="size-4" strokeWidth={1.75} />}
          />
        </div>
      )}
    </div>
  );
}

/** The post's text; a long one is cut until it is asked for. */
function PostText({ text }: { text: string }) {
  const { t } = useTranslation("result");
  const [isWhole, setWhole] = useState(false);
  const isLong = text.length > TEXT_LIMIT;
  return (
    <div className="mt-2 text-table text-ink-2">
      <p className="whitespace-pre-line">
        {isLong && !isWhole ? `${text.slice(0, TEXT_LIMIT).trimEnd()}…` : text}
      </p>
      {isLong && !isWhole && (
        <button type="button" onClick={() => setWhole(true)} className="link mt-1 text-note">
          {t("post.whole")}
        </button>
      )}
    </div>
  );
}

function Metrics({ post }: { post: Post }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const known = METRICS.flatMap((name) => {
    const value = post.metrics[name];
    return value === null || value === undefined ? [] : [{ name, value }];
  });
  if (known.length === 0) return null;
  return (
    <dl className="mt-3 grid grid-cols-3 gap-y-3 border-y border-line py-3">
      {known.map(({ name, value }) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-note text-ink-3">{t(`post.${name}`)}</dt>
          <dd className="text-body font-semibold">
            {known.length > 3 ? format.compact(value) : format.count(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Creator({ post }: { post: Post }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const { followers } = post.metrics;
  const noun = post.platform === "youtube" ? "subscribers" : "followers";
  return (
    <div className="mt-3 flex items-center gap-2.5">
      <Avatar dark name={post.creator_name} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-table font-medium">{post.creator_name}</p>
        {typeof followers === "number" && (
          <p className="text-note text-ink-3">
            {t(`post.${noun}`, { followers: format.compact(followers) })}
          </p>
        )}
      </div>
      <PlatformGlyph platform={post.platform} className="size-5" />
    </div>
  );
}

function Moments({ post }: { post: Post }) {
  const { t } = useTranslation("result");
  const namePlatform = usePlatformName();
  return (
    <div className="flex items-start justify-between gap-2 pt-3 text-note text-ink-3">
      <p>
        {post.published_at === null ? (
          t("post.postedUnknown")
        ) : (
          <>
            {t("post.posted")} <DateTime at={post.published_at} />
          </>
        )}
        {" · "}
        {t("post.seen")} <DateTime at={post.metrics_as_of} form="day" />
      </p>
      {!post.is_invented && (
        <a
          href={post.url}
          target="_blank"
          rel="noreferrer"
          aria-label={t("post.open", { platform: namePlatform(post.platform) })}
          className="rounded-chip p-0.5 hovered:text-ink"
        >
          <ExternalLink aria-hidden className="size-3.5" strokeWidth={1.75} />
        </a>
      )}
    </div>
  );
}

/** The post as it stands on its platform, so that one knows at once what is meant. */
export function PostCard({ post, title }: { post: Post; title: string }) {
  const hasPicture = post.media.some((medium) => medium.url !== null);
  const text = post.content ?? "";
  return (
    <article aria-label={title}>
      <Pictures post={post} title={title} />
      {post.title !== null && <h2 className="mt-3 text-item">{post.title}</h2>}
      <Creator post={post} />
      {text !== "" && (post.title === null || !hasPicture) && <PostText text={text} />}
      <Metrics post={post} />
      <Moments post={post} />
    </article>
  );
}

export function LoadingPostCard() {
  return (
    <LoadingShapes>
      <Skeleton className="aspect-video w-full rounded-picture" />
      <Skeleton className="mt-3 h-5 w-4/5" />
      <Skeleton className="mt-3 h-7 w-40" />
      <Skeleton className="mt-3 h-[70px] w-full" />
      <Skeleton className="mt-3 h-4 w-56" />
    </LoadingShapes>
  );
}
