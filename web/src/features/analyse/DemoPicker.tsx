import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DemoChip } from "@/components/DemoChip";
import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { PostThumbnail } from "@/components/PostThumbnail";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { RowStrip } from "@/components/strip/RowStrip";
import { namePost as findName, shortenUrl } from "@/features/requests/requestNames";
import type { DemoCreator, Post } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { compareWithOthers, orderPosts, readCount } from "./demoPosts";
import { demoQuery } from "./queries";

function namePost(post: Post): string {
  return findName(post) ?? shortenUrl(post.url);
}

function useCountWords(): (post: Post) => string | null {
  const { t } = useTranslation("analyse");
  const format = useFormat();
  return (post) => {
    const count = readCount(post);
    return count === null ? null : t(`demo.${count.basis}`, { count: format.compact(count.value) });
  };
}

/** The other posts of a creator, one of which may be tried instead. */
function PostChoice({
  posts,
  chosen,
  creator,
  onChoose,
}: {
  posts: readonly Post[];
  chosen: Post;
  creator: DemoCreator;
  onChoose: (post: Post) => void;
}) {
  const { t } = useTranslation("analyse");
  const words = useCountWords();
  const name = useId();
  return (
    <fieldset className="unfolds mt-2 max-h-64 min-w-0 overflow-y-auto border-y border-line">
      <legend className="sr-only">{t("demo.chooseOf", { creator: creator.creator_name })}</legend>
      {posts.map((post) => (
        <label
          key={post.id}
          className="flex min-h-9 cursor-pointer items-center gap-2 px-1 py-1.5 text-table hovered:bg-fill has-checked:bg-mark-soft"
        >
          <input
            type="radio"
            name={name}
            checked={post.id === chosen.id}
            onChange={() => onChoose(post)}
            className="accent-ink"
          />
          <span className="min-w-0 flex-1 truncate">{namePost(post)}</span>
          <span className="shrink-0 text-note text-ink-3">{words(post)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function CreatorCard({
  creator,
  isBusy,
  onTry,
}: {
  creator: DemoCreator;
  isBusy: boolean;
  onTry: (post: Post) => void;
}) {
  const { t } = useTranslation("analyse");
  const posts = orderPosts(creator);
  const [choice, setChoice] = useState<Post | undefined>(undefined);
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const chosen = choice ?? posts[0];
  if (chosen === undefined) return null;
  const comparison = compareWithOthers(chosen, creator);
  return (
    <li className="min-w-0 border-t border-line-2 pt-4">
      <div className="flex items-center gap-3">
        <PostThumbnail media={chosen.media} className="h-10 w-[72px]" />
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-body font-semibold">{creator.creator_name}</h3>
          <p className="flex items-center gap-1.5 text-note text-ink-3">
            <PlatformGlyph platform={creator.platform} className="size-3.5" />
            <span className="whitespace-nowrap">{t("demo.posts", { count: posts.length })}</span>
            <DemoChip small />
          </p>
        </div>
      </div>
      <p className="mt-3 truncate text-table text-ink-2">{namePost(chosen)}</p>
      <div className="mt-1.5 flex items-center justify-between gap-3">
        {comparison === null ? <span /> : <RowStrip comparison={comparison} width={150} />}
        <Button
          aria-label={t("demo.tryNamed", { title: namePost(chosen) })}
          busy={isBusy}
          onClick={() => onTry(chosen)}
        >
          {t("demo.try")}
        </Button>
      </div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setOpen(!isOpen)}
        className="mt-2 inline-flex items-center gap-1 rounded-chip text-note text-ink-2 hovered:text-ink"
      >
        <ChevronDown
          aria-hidden
          className={`size-3.5 transition-transform ${isOpen ? "rotate-180" : ""}`}
          strokeWidth={1.75}
        />
        {t("demo.choose")}
      </button>
      <div id={listId}>
        {isOpen && (
          <PostChoice posts={posts} chosen={chosen} creator={creator} onChoose={setChoice} />
        )}
      </div>
    </li>
  );
}

const GRID = "mt-4 grid grid-cols-1 gap-x-6 gap-y-8 md:grid-cols-2 lg:grid-cols-3";

function LoadingCreators() {
  return (
    <LoadingShapes className={GRID}>
      {[0, 1, 2].map((index) => (
        <div key={index} className="border-t border-line-2 pt-4">
          <div className="flex gap-3">
            <Skeleton className="h-10 w-[72px]" />
            <div className="flex flex-1 flex-col justify-center gap-2">
              <Skeleton className="h-3 w-32" />
              <Skeleton className="h-3 w-20" />
            </div>
          </div>
          <Skeleton className="mt-3 h-5 w-48" />
          <div className="mt-1.5 flex justify-between">
            <Skeleton className="h-8 w-36" />
            <Skeleton className="h-8 w-16" />
          </div>
          <Skeleton className="mt-2 h-5 w-32" />
        </div>
      ))}
    </LoadingShapes>
  );
}

export interface DemoPickerProps {
  isBusy: boolean;
  onTry: (url: string) => void;
}

/** Invented creators for the first minute: any of their posts can be analysed. */
export function DemoPicker({ isBusy, onTry }: DemoPickerProps) {
  const { t } = useTranslation("analyse");
  const { data, error, isPending, refetch } = useQuery(demoQuery);
  const [tried, setTried] = useState<string | null>(null);
  const creators = data?.creators ?? [];
  return (
    <section aria-labelledby="demo-title">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 id="demo-title" className="text-section">
          {t("demo.title")}
        </h2>
        {creators.length > 0 && (
          <p className="text-table text-ink-3">{t("demo.lead", { count: creators.length })}</p>
        )}
      </div>
      {isPending && <LoadingCreators />}
      {error !== null && <ErrorState inSection error={error} onRetry={() => void refetch()} />}
      {data !== undefined && creators.length === 0 && (
        <p role="status" className="mt-3 text-table text-ink-2">
          {t("demo.empty")}
        </p>
      )}
      <ul className={GRID}>
        {creators.map((creator) => (
          <CreatorCard
            key={`${creator.platform}/${creator.creator_key}`}
            creator={creator}
            isBusy={isBusy && tried === creator.creator_key}
            onTry={(post) => {
              setTried(creator.creator_key);
              onTry(post.url);
            }}
          />
        ))}
      </ul>
    </section>
  );
}
