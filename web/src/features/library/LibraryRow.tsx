import { Link } from "@tanstack/react-router";
import { FileText, Film, Images, type LucideProps } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { DateTime } from "@/components/DateTime";
import { LINE_PART, PostLine } from "@/components/PostLine";
import { findPicture } from "@/components/PostThumbnail";
import { rowProps } from "@/components/WindowRows";
import { namePost } from "@/features/requests/requestNames";
import type { AnalysedPost, LibraryPost } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { formatClock } from "@/lib/format/time";
import { useFormat } from "@/lib/format/useFormat";

import type { LibrarySearch } from "./filters";
import { SaveButton } from "./SaveButton";
import { StandingChip } from "./StandingChip";
import { StandingStrip } from "./StandingStrip";
import { useStandingWords } from "./standingWords";

/**
 * Wide: one line. Narrow: picture and title, under them chip, strip and multiple. The
 * head and the rows while loading are laid out by the same classes.
 */
export const ROW_GRID =
  "grid grid-cols-[64px_minmax(0,1fr)] items-center gap-x-4 gap-y-2.5 " +
  "@[880px]:grid-cols-[64px_minmax(0,1fr)_112px_144px_64px_48px_80px_84px_32px] @[880px]:gap-y-0";

/** Over a picture, as on its full size. */
const TAG =
  "absolute right-0.5 bottom-0.5 flex items-center gap-0.5 rounded-chip bg-tag px-1 text-[10px] leading-[14px] font-semibold text-on-tag";

export const WIDE_CELL = "hidden @[880px]:block";

const ROW =
  `${ROW_GRID} group relative isolate border-b border-line py-3 @[880px]:h-[60px] @[880px]:py-0 ` +
  // The ground reaches into the page's padding, as a marked line does on paper.
  "before:absolute before:inset-y-0 before:-inset-x-4 before:-z-10 before:content-[''] " +
  "hovered:before:bg-fill has-[[data-row-focus]:focus-visible]:before:bg-fill";

/** The picture that stands for a post, with what more there is to see of it. */
function Picture({ post }: { post: LibraryPost }) {
  const { t } = useTranslation("library");
  const { preview } = post;
  const length = preview?.duration_seconds ?? post.duration_seconds;
  const url = preview?.thumbnail_url ?? findPicture(post.media)?.url;
  return (
    <span className="relative block h-9 w-16 overflow-hidden rounded-chip bg-fill text-ink-3">
      {url ? (
        <img src={url} alt="" loading="lazy" className="block size-full object-cover" />
      ) : (
        <span aria-hidden className="flex size-full items-center justify-center">
          <NoPicture
            className="size-4"
            strokeWidth={1.5}
            isVideo={preview?.kind === "video" || length !== null}
          />
        </span>
      )}
      {preview?.kind === "carousel" && (
        <span className={TAG}>
          <span className="sr-only">{t("row.several", { count: preview.count })}</span>
          <Images aria-hidden className="size-3" strokeWidth={2} />
          <span aria-hidden>{preview.count}</span>
        </span>
      )}
      {preview?.kind !== "carousel" && length !== null && (
        <span className={TAG}>
          <span className="sr-only">{t("row.video")} </span>
          {formatClock(length)}
        </span>
      )}
    </span>
  );
}

function NoPicture({ isVideo, ...look }: LucideProps & { isVideo: boolean }) {
  return isVideo ? <Film {...look} /> : <FileText {...look} />;
}

/** Ticked, the row is selected; out of the way until one reaches for it. */
function SelectBox({
  name,
  isSelected,
  isSelecting,
  onSelect,
}: {
  name: string;
  isSelected: boolean;
  isSelecting: boolean;
  onSelect: () => void;
}) {
  const { t } = useTranslation("library");
  return (
    <label
      className={joinClasses(
        "absolute flex cursor-pointer items-center justify-center",
        // Wide: in the page's padding, shown when one reaches for it.
        "md:top-1/2 md:-left-10 md:h-10 md:w-6 md:-translate-y-1/2",
        !isSelecting &&
          "md:opacity-0 md:group-hover:opacity-100 md:focus-within:opacity-100 pointer-coarse:md:opacity-100",
        // Narrow: over the picture, once posts are being selected.
        "max-md:top-3 max-md:left-0 max-md:h-9 max-md:w-16 max-md:rounded-chip max-md:bg-sheet/75",
        !isSelecting && "max-md:invisible",
      )}
    >
      <input
        type="checkbox"
        aria-label={t("row.select", { title: name })}
        checked={isSelected}
        onChange={onSelect}
        className="size-4 cursor-pointer accent-ink"
      />
    </label>
  );
}

export interface LibraryRowProps {
  post: LibraryPost;
  index: number;
  search: LibrarySearch;
  analysed: AnalysedPost | undefined;
  isSelected: boolean;
  /** Something is selected, so that the boxes of all rows show. */
  isSelecting: boolean;
  onToggle: (postId: string) => void;
}

/** A post of the library: what it is, its verdict, where it stands among its own. */
export const LibraryRow = memo(function LibraryRow(props: LibraryRowProps) {
  const { post, index, search, analysed, isSelected, isSelecting, onToggle } = props;
  const { t } = useTranslation("library");
  const format = useFormat();
  const words = useStandingWords()(post);
  const { standing } = post;
  const name = namePost(post) ?? t("row.unnamed");
  const multiple = standing.multiple === null ? "–" : format.multiple(standing.multiple);
  const link = {
    "data-row-focus": true,
    dir: "auto",
    className:
      "block truncate rounded-chip text-body font-semibold after:absolute after:inset-0 after:content-['']",
    children: name,
  } as const;
  return (
    <div
      {...rowProps(index)}
      role="row"
      className={joinClasses(ROW, isSelected && "before:bg-mark-soft!")}
    >
      {isSelected && (
        <span
          aria-hidden
          className="absolute inset-y-0 -left-4 w-[5px] border-l border-mark-line bg-mark"
        />
      )}
      <span role="cell">
        <Picture post={post} />
      </span>
      {/* Narrow, the star stands in the corner. */}
      <div role="cell" className="min-w-0 pr-9 @[880px]:pr-0">
        {analysed === undefined ? (
          <Link to="/library" search={{ ...search, post: post.id }} resetScroll={false} {...link} />
        ) : (
          <Link
            to="/requests/$requestId"
            params={{ requestId: analysed.request_id }}
            search={{ post: analysed.position + 1 }}
            {...link}
          />
        )}
        <PostLine post={post} dayClassName="@[880px]:hidden">
          {analysed !== undefined && (
            <span className={joinClasses(LINE_PART, "text-ink-2")}>{t("row.analysed")}</span>
          )}
        </PostLine>
      </div>
      <div role="presentation" className="col-span-2 flex items-center gap-x-4 @[880px]:contents">
        <div role="cell" className="shrink-0">
          <StandingChip standing={standing} />
        </div>
        <div
          role="cell"
          className="ml-auto flex min-w-0 items-center text-note text-ink-3 @[880px]:ml-0"
        >
          {words === null && standing.multiple !== null ? (
            <>
              <span className="sr-only">
                {t("row.usual", { usual: format.compact(standing.usual ?? 0) })}
              </span>
              <StandingStrip multiple={standing.multiple} others={standing.others} />
            </>
          ) : (
            words
          )}
        </div>
        <div role="cell" className="w-12 shrink-0 text-right font-semibold @[880px]:w-auto">
          {multiple}
        </div>
      </div>
      <div role="cell" className={joinClasses(WIDE_CELL, "text-right text-ink-2")}>
        {standing.state === "ready" || standing.state === "no_baseline"
          ? format.count(standing.sample_size)
          : "–"}
      </div>
      <div role="cell" className={joinClasses(WIDE_CELL, "text-right text-ink-2")}>
        {standing.value === null ? "–" : format.compact(standing.value)}{" "}
        {/* The column says views; another count says what it is. */}
        {standing.basis !== null && standing.basis !== "views" && (
          <span className="block text-note text-ink-3">{t(`row.basis.${standing.basis}`)}</span>
        )}
      </div>
      <div
        role="cell"
        className={joinClasses(WIDE_CELL, "relative text-right whitespace-nowrap text-ink-2")}
      >
        {post.published_at === null ? "–" : <DateTime at={post.published_at} form="day" />}
      </div>
      <span
        role="cell"
        className={joinClasses(
          "absolute top-3 right-0 @[880px]:relative @[880px]:top-0",
          !post.is_saved &&
            "@[880px]:opacity-0 @[880px]:group-hover:opacity-100 @[880px]:focus-within:opacity-100 pointer-coarse:opacity-100!",
        )}
      >
        <SaveButton post={post} name={name} />
      </span>
      <span role="cell" className="contents">
        <SelectBox
          name={name}
          isSelected={isSelected}
          isSelecting={isSelecting}
          onSelect={() => onToggle(post.id)}
        />
      </span>
    </div>
  );
});
