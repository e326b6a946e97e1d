import { Captions } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import type { Post, PostAnalysis } from "@/lib/api/types";
import { formatClock } from "@/lib/format/time";

import { ClaimText } from "./ClaimText";

const FIRST_LINES = 6;

function Observation({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  const { summary, points } = analysis.content_observation;
  const claims = [summary, ...points].filter((claim) => claim !== null);
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className="mb-2 text-section">
        {t("content.title")}
      </h2>
      <ul>
        {claims.map((claim) => (
          <li key={claim.text} className="border-b border-line py-2.5 text-body">
            <ClaimText claim={claim} />
          </li>
        ))}
      </ul>
      {analysis.creator_context !== null && (
        <p className="mt-4 text-table text-ink-2">
          <strong className="font-semibold text-ink">{t("content.creator")}.</strong>{" "}
          <ClaimText claim={analysis.creator_context} />
        </p>
      )}
    </section>
  );
}

function Transcript({ post }: { post: Post }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  const [isWhole, setWhole] = useState(false);
  const segments = post.formatted_transcript ?? [];
  const last = segments.at(-1);
  if (last === undefined) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className="mb-3 text-section">
        {t("content.transcript")}
      </h2>
      <ol className="flex max-h-[480px] flex-col gap-3.5 overflow-y-auto text-body">
        {segments.slice(0, isWhole ? undefined : FIRST_LINES).map((segment) => (
          <li key={segment.start_seconds} className="grid grid-cols-[52px_1fr]">
            <span className="text-table leading-[1.375rem] text-ink-3">
              {formatClock(segment.start_seconds)}
            </span>
            <span className="max-w-[76ch]">{segment.text}</span>
          </li>
        ))}
      </ol>
      {segments.length > FIRST_LINES && (
        <Button
          className="mt-4"
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

/** What was seen, read and heard in the post, before anything was made of it. */
export function ContentSections({
  analysis,
  post,
}: {
  analysis: PostAnalysis;
  post: Post | undefined;
}) {
  const hasTranscript = (post?.formatted_transcript?.length ?? 0) > 0;
  return (
    <div
      className={`grid grid-cols-1 gap-x-14 gap-y-10 ${hasTranscript ? "lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]" : ""}`}
    >
      <Observation analysis={analysis} />
      {post !== undefined && hasTranscript && <Transcript post={post} />}
    </div>
  );
}
