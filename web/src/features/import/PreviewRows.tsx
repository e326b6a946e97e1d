import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { DateTime } from "@/components/DateTime";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import type { ImportPreview } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { formatClock } from "@/lib/format/time";
import { useFormat } from "@/lib/format/useFormat";

import { RowReason } from "./RowReason";

type PreviewRow = ImportPreview["rows"][number];
type PreviewPost = NonNullable<PreviewRow["post"]>;

const SHOWN_FIGURES = [
  "views",
  "impressions",
  "reach",
  "likes",
  "comments",
  "shares",
  "saves",
  "engagements",
] as const;

function useFigures(): (post: PreviewPost) => string {
  const { t } = useTranslation("import");
  const format = useFormat();
  return (post) =>
    SHOWN_FIGURES.flatMap((name) => {
      const value = post.metrics[name];
      return value == null
        ? []
        : [t(`figure.${name}`, { count: value, value: format.compact(value) })];
    })
      .slice(0, 4)
      .join(" · ");
}

function ReadPost({ post }: { post: PreviewPost }) {
  const { t } = useTranslation("import");
  const figures = useFigures()(post);
  return (
    <>
      <p dir="auto" className="line-clamp-2 text-body font-semibold wrap-anywhere">
        {post.title || post.text || t("preview.noWords")}
      </p>
      <p className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-1.5 text-note text-ink-3">
        <PlatformGlyph platform={post.platform} className="size-3.5" />
        <span dir="auto" className="max-w-full truncate">
          {post.creator ?? t("preview.noAccount")}
        </span>
        <span aria-hidden>·</span>
        <span>
          {post.published_at === null ? t("preview.noTime") : <DateTime at={post.published_at} />}
          {post.duration_seconds !== null && ` · ${formatClock(post.duration_seconds)}`}
        </span>
      </p>
      <p className="mt-0.5 text-note text-ink-2">{figures || t("preview.noFigures")}</p>
    </>
  );
}

function RefusedRow({ row }: { row: PreviewRow }) {
  return (
    <p className="flex gap-2 text-table text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span className="min-w-0">
        <RowReason row={row} />
      </span>
    </p>
  );
}

/** The first rows as posts, or why they are none: what each choice does is seen at once. */
export function PreviewRows({ preview, isBehind }: { preview: ImportPreview; isBehind: boolean }) {
  const { t } = useTranslation("import");
  return (
    <section
      aria-labelledby="preview-title"
      aria-busy={isBehind}
      className="min-w-0 lg:sticky lg:top-20"
    >
      <h2 id="preview-title" className="text-section">
        {t("preview.title")}
      </h2>
      <p className="mt-1 text-table text-ink-3">
        {isBehind ? t("preview.behind") : t("preview.lead", { count: preview.rows.length })}
      </p>
      {/* It scrolls on a wide page, and so must be reached by the keyboard. */}
      <ol
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        aria-labelledby="preview-title"
        className={joinClasses(
          "mt-3 rounded-chip border-t border-line-2 transition-opacity lg:max-h-[calc(100dvh-16rem)] lg:overflow-y-auto",
          isBehind && "opacity-55",
        )}
      >
        {preview.rows.map((row) => (
          <li
            key={row.row_number}
            className={joinClasses(
              "grid grid-cols-[32px_minmax(0,1fr)] border-b border-line py-2.5 pr-2",
              row.post === null && "bg-danger-soft",
            )}
          >
            <span className="pl-1 text-note leading-5 text-ink-2">
              <span className="sr-only">{t("preview.row")} </span>
              {row.row_number}
            </span>
            <div className="min-w-0">
              {row.post === null ? <RefusedRow row={row} /> : <ReadPost post={row.post} />}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
