import { useTranslation } from "react-i18next";

import type { LibraryPost } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

/** What stands in the place of the strip where there is no multiple; null where there is one. */
export function useStandingWords(): (post: LibraryPost) => string | null {
  const { t } = useTranslation("library");
  return ({ standing }) => {
    switch (standing.state) {
      case "ready":
        return null;
      case "no_baseline":
        return t("standing.held", { held: standing.sample_size, needed: standing.needed });
      case "no_published_time":
        return t("standing.noTime");
      case "no_metrics":
        return t("standing.noMetrics");
      case "pending":
        return t("standing.pending");
    }
  };
}

/** The standing in a sentence or two with its numbers, or why there is none. */
export function useStandingSentence(): (post: LibraryPost) => string {
  const { t } = useTranslation("library");
  const format = useFormat();
  return ({ standing }) => {
    switch (standing.state) {
      case "ready": {
        const value = format.compact(standing.usual ?? 0);
        const more = standing.others.filter((other) => other > (standing.multiple ?? 0)).length;
        return [
          t("drawer.compared", { count: standing.sample_size }),
          t(`drawer.usualOf.${standing.basis ?? "views"}`, { value }),
          more === 0 ? t("drawer.noneMore") : t("drawer.more", { count: more }),
        ].join(" ");
      }
      case "no_baseline":
        return t("drawer.noBaseline", { held: standing.sample_size, needed: standing.needed });
      case "no_published_time":
        return t("drawer.noTime");
      case "no_metrics":
        return t("drawer.noMetrics");
      case "pending":
        return t("drawer.pending");
    }
  };
}
