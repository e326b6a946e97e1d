import { Captions } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import type { Post, PostAnalysis } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { formatClock } from "@/lib/format/time";

import { CitationChips } from "./CitationChips";
import { findCitedLines } from "./citedLines";
import { PostText } from "./post/PostText";
import { TranscriptSource } from "./TranscriptSource";
import { useCitations } from "./citations";
import { chooseMedia } from "@/components/postMedia";
import { usePostVideo } from "@/components/postVideo";

const FIRST_LINES = 6;

type Segment = NonNullable<Post["formatted_transcript"]>[number];

function playFrom(player: HTMLVideoElement | null, seconds: number): void {
  if (player === null) return;
  player.currentTime = seconds;
  void player.play();
}

/** The moment of a line: it seeks the video here, else opens it there on YouTube. */
function LineTime({ segment, post }: { segment: Segment; post: Post }) {
  const { t } = useTranslation("result");
  const video = usePostVideo();
  const time = formatClock(segment.start_seconds);
  const looks = "-ml-1 rounded-chip px-1 text-table leading-[1.375rem] text-ink-3";
  const isPlayed = chooseMedia(post).media.some((medium) => medium.kind === "video");
  if (isPlayed) {
    return (
      <button
        type="button"
        aria-label={t("content.playFrom", { time })}
        onClick={() => playFrom(video.current, segment.start_seconds)}
        className={`${looks} justify-self-start hovered:bg-fill hovered:text-ink`}
      >
        {time}
      </button>
    );
  }
  if (post.platform !== "youtube" || post.is_invented) {
    return <span className={looks}>{time}</span>;
  }
  const address = new URL(post.url);
  address.searchParams.set("t", `${Math.floor(segment.start_seconds)}s`);
  return (
    <a
      href={address.href}
      target="_blank"
      rel="noreferrer"
      aria-label={t("content.openAt", { time })}
      className={`${looks} justify-self-start hovered:bg-fill hovered:text-ink`}
    >
      {time}
    </a>
  );
}

/** The lines to begin with, and those that are cited wherever they stand. */
function chooseLines(cited: readonly string[][], isWhole: boolean): number[] {
  const all = cited.map((_, index) => index);
  if (isWhole) return all;
  return all.filter((index) => index < FIRST_LINES || (cited[index]?.length ?? 0) > 0);
}

/** What is said, with times; lines that the evidence quotes are under the highlighter. */
export function TranscriptSection({ post, analysis }: { post: Post; analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const { chosen } = useCitations();
  const titleId = useId();
  const [isWhole, setWhole] = useState(false);
  const language = post.transcript_language ?? undefined;
  const segments = useMemo(() => post.formatted_transcript ?? [], [post]);
  const cited = useMemo(() => findCitedLines(segments, analysis), [segments, analysis]);
  const last = segments.at(-1);
  const shown = chooseLines(cited, isWhole);
  return (
    <section aria-labelledby={titleId} className="min-w-0">
      <h2 id={titleId} className="text-section">
        {t("content.transcript")}
      </h2>
      <TranscriptSource post={post} />
      {last === undefined && <PostText text={post.transcript ?? ""} lang={language} />}
      {/* A region that scrolls has to be reachable by keyboard. */}
      <ol
        aria-labelledby={titleId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={isWhole ? 0 : undefined}
        className="flex max-h-[480px] flex-col gap-3.5 overflow-y-auto p-1 text-body print:max-h-none"
      >
        {shown.map((index) => {
          const segment = segments[index];
          const ids = cited[index] ?? [];
          if (segment === undefined) return null;
          const isMarked = ids.length > 0;
          const isChosen = chosen !== null && ids.includes(chosen);
          return (
            <li key={index} className="grid grid-cols-[52px_minmax(0,1fr)]">
              <LineTime segment={segment} post={post} />
              <span dir="auto" className="max-w-[76ch]">
                <span
                  lang={language}
                  className={joinClasses(
                    isMarked && "highlighted",
                    isChosen && "highlighted-drawn font-medium",
                  )}
                >
                  {segment.text}
                </span>
                <CitationChips ids={ids} />
              </span>
            </li>
          );
        })}
      </ol>
      {last !== undefined && (isWhole || shown.length < segments.length) && (
        <Button
          className="mt-4 print:hidden"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          icon={<Captions aria-hidden className="size-4" strokeWidth={1.75} />}
        >
          {isWhole
            ? t("content.transcriptLess")
            : t("content.transcriptAll", { length: formatClock(last.end_seconds) })}
        </Button>
      )}
    </section>
  );
}
