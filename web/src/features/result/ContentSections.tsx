import { useId } from "react";
import { useTranslation } from "react-i18next";

import { useFormatNouns } from "@/components/useFormatNouns";
import type { Post, PostAnalysis } from "@/lib/api/types";

import { ClaimText } from "./ClaimText";
import { ContrastSection } from "./ContrastSection";
import { TranscriptSection } from "./TranscriptSection";

function Observation({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  const { summary, points } = analysis.content_observation;
  const claims = [summary, ...points].filter((claim) => claim !== null);
  return (
    <section aria-labelledby={titleId} className="min-w-0">
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

const COLUMNS = "grid grid-cols-1 gap-x-14 gap-y-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]";

export interface ContentSectionsProps {
  analysis: PostAnalysis;
  post: Post | undefined;
}

/** What sets the post apart, what is in it, and what is said. */
export function ContentSections({ analysis, post }: ContentSectionsProps) {
  const nouns = useFormatNouns();
  const { contrasts, subject } = analysis.evidence;
  const hasTranscript = (post?.formatted_transcript?.length ?? 0) > 0;
  const beside =
    post !== undefined && hasTranscript ? (
      <TranscriptSection post={post} analysis={analysis} />
    ) : null;
  if (!contrasts) {
    return (
      <div className={beside === null ? undefined : COLUMNS}>
        <Observation analysis={analysis} />
        {beside}
      </div>
    );
  }
  return (
    <>
      <div className={COLUMNS}>
        <ContrastSection contrasts={contrasts} nouns={nouns(subject.format)} />
        {beside ?? <Observation analysis={analysis} />}
      </div>
      {beside !== null && <Observation analysis={analysis} />}
    </>
  );
}
