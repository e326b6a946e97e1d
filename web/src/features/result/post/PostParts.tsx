import { ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Avatar } from "@/components/Avatar";
import { DateTime } from "@/components/DateTime";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { useSourceWords } from "@/components/useSourceWords";
import type { Post } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

const METRICS = ["views", "impressions", "reach", "likes", "comments", "shares", "saves"] as const;
type MetricName = (typeof METRICS)[number];

/** Figures that people expect of a platform; whichever is not told is named as such. */
const EXPECTED: Record<string, readonly MetricName[]> = {
  youtube: ["views", "likes", "comments"],
  instagram: ["views", "likes", "comments", "shares", "saves"],
  x: ["views", "likes", "comments", "shares"],
};

/** What the platform calls a figure: on X comments are replies. */
function useMetricName(platform: string): (name: MetricName) => string {
  const { t } = useTranslation("result");
  return (name) => {
    if (platform === "x" && (name === "comments" || name === "shares" || name === "saves")) {
      return t(`post.x.${name}`);
    }
    return t(`post.${name}`);
  };
}

function useFollowers(post: Post): string | null {
  const { t } = useTranslation("result");
  const format = useFormat();
  const { followers } = post.metrics;
  if (typeof followers !== "number") return null;
  const noun = post.platform === "youtube" ? "subscribers" : "followers";
  return t(`post.${noun}`, { count: followers, followers: format.compact(followers) });
}

/** Who posted it, as the platform puts it. */
export function PostCreator({ post, handle = false }: { post: Post; handle?: boolean }) {
  const followers = useFollowers(post);
  const below = [handle ? `@${post.username.replace(/^@/, "")}` : null, followers];
  const second = below.filter(Boolean).join(" · ");
  return (
    <div className="flex items-center gap-2.5">
      <Avatar dark name={post.creator_name} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-left text-table font-medium">
          {post.creator_name}
        </p>
        {second !== "" && <p className="truncate text-note text-ink-3">{second}</p>}
      </div>
      <PlatformGlyph platform={post.platform} className="size-5" />
    </div>
  );
}

/** Its figures: in full where three or fewer are known, else short. */
export function PostFigures({ post }: { post: Post }) {
  const format = useFormat();
  const name = useMetricName(post.platform);
  const known = METRICS.flatMap((metric) => {
    const value = post.metrics[metric];
    return value === null || value === undefined ? [] : [{ metric, value }];
  });
  if (known.length === 0) return null;
  return (
    <dl className="grid grid-cols-3 gap-y-3 border-y border-line py-3">
      {known.map(({ metric, value }) => (
        <div key={metric} className="flex min-w-0 flex-col-reverse">
          <dt className="truncate text-note text-ink-3">{name(metric)}</dt>
          <dd className="text-item" title={format.count(value)}>
            {known.length > 3 ? format.compact(value) : format.count(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function useNotTold(post: Post): string | null {
  const { t } = useTranslation("result");
  const format = useFormat();
  const name = useMetricName(post.platform);
  const { metrics } = post;
  const missing = (EXPECTED[post.platform] ?? []).filter(
    // Where impressions are told, they are what is called views in public.
    (metric) => metrics[metric] == null && !(metric === "views" && metrics.impressions != null),
  );
  if (missing.length === 0) return null;
  return t("post.notTold", { names: format.list(missing.map(name)) });
}

/** When it came out, when it was seen, what its platform does not tell, the way there. */
export function PostMoments({ post }: { post: Post }) {
  const { t } = useTranslation("result");
  const namePlatform = usePlatformName();
  const notTold = useNotTold(post);
  const nameSource = useSourceWords();
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
        {t("post.seen")} <DateTime at={post.metrics_as_of} form="day" />, {nameSource(post.origin)}
        {notTold !== null && ` · ${notTold}`}
      </p>
      {!post.is_invented && (
        <a
          href={post.url}
          target="_blank"
          rel="noreferrer"
          aria-label={t("post.open", { platform: namePlatform(post.platform) })}
          className="-m-1.5 rounded-chip p-2 hovered:text-ink print:hidden"
        >
          <ExternalLink aria-hidden className="size-3.5" strokeWidth={1.75} />
        </a>
      )}
    </div>
  );
}
