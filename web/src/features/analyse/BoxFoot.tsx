import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { useFormat } from "@/lib/format/useFormat";
import { submitKeys } from "@/lib/platformKeys";

import type { LimitObstacle } from "./limits";
import type { LinkBoxState } from "./useLinkBox";

/** What stands against the start, in words with the way out. */
export function useObstacleWords(): (obstacle: LimitObstacle) => string {
  const { t } = useTranslation("analyse");
  const format = useFormat();
  return (obstacle) => {
    switch (obstacle.kind) {
      case "none_left": {
        const seconds = (new Date(obstacle.resetsAt).getTime() - Date.now()) / 1000;
        return t("foot.noneLeft", { count: obstacle.perDay, span: format.span(seconds) });
      }
      case "too_many_today":
        return t("foot.tooManyToday", {
          left: obstacle.left,
          count: obstacle.perDay,
          over: obstacle.over,
        });
      case "too_many_at_once":
        return t("foot.tooManyAtOnce", { most: obstacle.most, over: obstacle.over });
    }
  };
}

/** How many posts that makes, what is left today, and the start. */
export function BoxFoot({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  const describe = useObstacleWords();
  const { goodCount, limits, obstacle } = box;
  return (
    <div className="flex flex-col gap-3 border-t border-line-2 py-2.5 pr-2.5 pl-4 sm:flex-row sm:items-center">
      <p className="min-w-0 flex-1 text-table text-ink-2">
        {goodCount === 0 ? (
          t("foot.none")
        ) : (
          <strong className="font-semibold text-ink">
            {t("foot.posts", { count: goodCount })}
          </strong>
        )}
        {limits !== undefined && obstacle === null && (
          <>
            {" · "}
            {t("foot.left", {
              left: limits.limits.max_analyses_per_day.left,
              count: limits.limits.max_analyses_per_day.limit,
            })}
          </>
        )}
        {obstacle !== null && <span className="block text-warn">{describe(obstacle)}</span>}
      </p>
      <Button
        kind="primary"
        large
        busy={box.isBusy}
        disabled={(goodCount === 0 && !box.isReading) || obstacle !== null}
        shortcut={submitKeys()}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        onClick={box.submit}
      >
        {goodCount === 0 ? t("foot.submit_zero") : t("foot.submit", { count: goodCount })}
      </Button>
    </div>
  );
}
