import { type ReactNode, Suspense, useId } from "react";
import { useTranslation } from "react-i18next";

import { useFormatNouns } from "@/components/useFormatNouns";
import type { Post, PostAnalysis } from "@/lib/api/types";

import { ClaimText } from "./ClaimText";
import { ContrastSection } from "./ContrastSection";
import { MissingWords, tellsOfNoWords, type WordsFound } from "./MissingWords";
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
  /** Why its words are missing, if they are. */
  found: WordsFound;
}

/** What is said, or why that is not known; nothing of a post without sound. */
function chooseWords({ analysis, post, found }: ContentSectionsProps): ReactNode {
  if (post === undefined) return null;
  if (post.transcript || post.formatted_transcript?.length)
    return <TranscriptSection post={post} analysis={analysis} />;
  if (!tellsOfNoWords(post, found)) return null;
  return (
    // The words for reasons are fetched by whoever has none of the post's.
    <Suspense>
      <MissingWords found={found} />
    </Suspense>
  );
}

/** What sets the post apart, what is in it, and what is said. */
export function ContentSections(props: ContentSectionsProps) {
  const { analysis } = props;
  const nouns = useFormatNouns();
  const { contrasts, subject } = analysis.evidence;
  const beside = chooseWords(props);
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
