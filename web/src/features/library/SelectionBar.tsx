import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Columns3, Download, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { limitsQuery } from "@/features/accounts/queries";
import { useObstacleWords } from "@/features/analyse/BoxFoot";
import { judgeLimits } from "@/features/analyse/limits";
import { platformsQuery } from "@/features/analyse/queries";
import type { AnalysedPost, LibraryPost } from "@/lib/api/types";

import { type Comparison, findComparison } from "./comparison";
import { linkOf } from "./links";
import { useAnalysePosts } from "./useAnalysePosts";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

function useComparisonWords(): (comparison: Comparison | null) => string | null {
  const { t } = useTranslation("library");
  return (comparison) => {
    switch (comparison?.kind) {
      case "not_analysed":
        return t("selection.notAnalysed", { count: comparison.count });
      case "apart":
        return t("selection.apart");
      default:
        return null;
    }
  };
}

export interface SelectionBarProps {
  posts: readonly LibraryPost[];
  analysed: ReadonlyMap<string, AnalysedPost>;
  onRemove: () => void;
  onExport: () => void;
  onClear: () => void;
}

/** What can be done with the rows that are ticked. */
export function SelectionBar(props: SelectionBarProps) {
  const { posts, analysed, onRemove, onExport, onClear } = props;
  const { t } = useTranslation(["library", "analyse"]);
  const describe = useObstacleWords();
  const { data: limits } = useQuery(limitsQuery);
  const { data: platforms } = useQuery(platformsQuery);
  const analyse = useAnalysePosts();
  const obstacle = judgeLimits(posts.length, limits);
  const comparison = findComparison(posts, analysed);
  const compareWords = useComparisonWords()(comparison);
  const notes = [
    obstacle !== null && describe(obstacle),
    compareWords,
    analyse.error?.message,
  ].filter(Boolean);
  return (
    <section
      aria-label={t("library:selection.label")}
      className="unfolds sticky bottom-14 z-10 -mx-4 mt-4 border-t border-line-2 bg-raised px-4 py-2.5 shadow-e1 md:bottom-4 md:mx-0 md:rounded-note md:border"
    >
      <div className="flex flex-wrap items-center gap-2">
        <p className="text-table font-semibold">
          {t("library:selection.count", { count: posts.length })}
        </p>
        <Button
          kind="quiet"
          square
          className="mr-auto"
          aria-label={t("library:selection.clear")}
          onClick={onClear}
          icon={<X {...ICON} />}
        />
        <Button
          kind="primary"
          busy={analyse.isPending}
          disabled={obstacle !== null}
          onClick={() => analyse.start(posts.map((post) => linkOf(post, platforms?.items)))}
        >
          {t("library:selection.analyse", { count: posts.length })}
        </Button>
        {comparison?.kind === "ready" && (
          <Link
            to="/requests/$requestId"
            params={{ requestId: comparison.requestId }}
            search={{ view: "compare" }}
            className={buttonClasses("secondary", false)}
          >
            <Columns3 {...ICON} />
            {t("library:selection.compare")}
          </Link>
        )}
        <Button disabled={posts.length === 0} onClick={onExport} icon={<Download {...ICON} />}>
          <span className="max-sm:sr-only">{t("library:selection.export")}</span>
        </Button>
        <Button disabled={posts.length === 0} onClick={onRemove} icon={<Trash2 {...ICON} />}>
          <span className="max-sm:sr-only">{t("library:selection.remove")}</span>
        </Button>
      </div>
      {notes.length > 0 && (
        <p role="status" className="mt-1.5 text-note text-ink-2">
          {notes.join(" ")}
        </p>
      )}
    </section>
  );
}
