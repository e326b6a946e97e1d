import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { noteStep } from "@/features/analyse/guide";
import type { Post, PostAnalysis } from "@/lib/api/types";
import { fetchAhead } from "@/lib/fetchAhead";
import { useShortcuts } from "@/lib/shortcuts";

import { AgainAndBetter, Ideas, InShort, showIdea } from "./AdviceSections";
import { BaselineBox } from "./BaselineBox";
import { CitationsContext } from "./citations";
import { ContentSections } from "./ContentSections";
import { loadDetail } from "./EvidenceList";
import { partEvidence } from "./findEvidence";
import type { WordsFound } from "./MissingWords";
import { PostCard } from "./post/PostCard";
import { PostComments } from "@/components/PostComments";
import { PostVideoContext } from "@/components/postVideo";
import { ResultFoot } from "./ResultFoot";
import { VerdictHead } from "./VerdictHead";
import { VerdictStrip } from "./VerdictStrip";
import { WhySection } from "./WhySection";

const SECTIONS = "flex flex-col gap-10 md:gap-14";

/** The chosen evidence stands in the address, so that it can be shared and returned to. */
function useChosenEvidence(analysis: PostAnalysis) {
  const navigate = useNavigate({ from: "/requests/$requestId" });
  const { e } = useSearch({ from: "/shell/requests/$requestId" });
  const items = useMemo(
    () => new Map(analysis.evidence.items.map((item) => [item.id, item])),
    [analysis],
  );
  const chosen = e !== undefined && items.has(e) ? e : null;
  const show = useCallback(
    (id: string | null) =>
      void navigate({
        search: ({ post }) => ({ ...(post && { post }), ...(id !== null && { e: id }) }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return { items, chosen, show };
}

/** `j` and `k` walk through the evidence, Escape closes it; `1` to `4` show the ideas. */
function useResultKeys(
  analysis: PostAnalysis,
  chosen: string | null,
  show: (id: string | null) => void,
): void {
  const { shown, folded } = partEvidence(analysis);
  const order = [...shown, ...folded].map((item) => item.id);
  function step(by: number): void {
    const at = chosen === null ? -1 : order.indexOf(chosen);
    const next = order[at === -1 ? 0 : Math.min(order.length - 1, Math.max(0, at + by))];
    if (next !== undefined) show(next);
  }
  useShortcuts({
    j: () => step(1),
    k: () => step(-1),
    Escape: () => show(null),
    "1": () => showIdea(1),
    "2": () => showIdea(2),
    "3": () => showIdea(3),
    "4": () => showIdea(4),
  });
}

export interface ResultViewProps {
  analysis: PostAnalysis;
  post: Post | undefined;
  title: string;
  found: WordsFound;
}

/** One post's verdict with everything that it rests on. */
export function ResultView({ analysis, post, title, found }: ResultViewProps) {
  const { t } = useTranslation("result");
  const { items, chosen, show } = useChosenEvidence(analysis);
  useResultKeys(analysis, chosen, show);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => noteStep("result"), []);
  // The verdict stands: now what its evidence opens to, which then needs no network.
  useEffect(() => fetchAhead(loadDetail), []);
  const citations = useMemo(
    () => ({
      items,
      chosen,
      choose: (id: string) => show(id === chosen ? null : id),
      language: analysis.evidence.subject.language,
    }),
    [items, chosen, show, analysis],
  );
  const { evidence } = analysis;
  return (
    <CitationsContext value={citations}>
      <PostVideoContext value={video}>
        <div className={SECTIONS}>
          <div className="grid grid-cols-1 gap-x-10 gap-y-8 lg:grid-cols-[300px_minmax(0,1fr)] print:grid-cols-[200px_minmax(0,1fr)] print:gap-x-6">
            <div className="min-w-0 lg:col-start-2 print:col-start-2">
              <VerdictHead evidence={evidence} />
              <div className="mt-6">
                <VerdictStrip evidence={evidence} />
              </div>
            </div>
            <div className="max-w-[440px] min-w-0 lg:col-start-1 lg:row-start-1 print:col-start-1 print:row-start-1">
              {post === undefined ? (
                <p className="text-table text-ink-2">{t("post.missing")}</p>
              ) : (
                <PostCard post={post} title={title} />
              )}
            </div>
          </div>
          {post !== undefined && <PostComments comments={post.comments} />}
          <BaselineBox evidence={evidence} />
          <InShort analysis={analysis} />
          <WhySection analysis={analysis} />
          <ContentSections analysis={analysis} post={post} found={found} />
          <AgainAndBetter analysis={analysis} />
          <Ideas ideas={analysis.suggestions_for_future_posts} />
          <ResultFoot analysis={analysis} />
        </div>
      </PostVideoContext>
    </CitationsContext>
  );
}
