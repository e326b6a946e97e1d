import { useTranslation } from "react-i18next";

import { BandChip } from "@/components/BandChip";
import { Chip } from "@/components/Chip";
import type { BandName, LibraryPost } from "@/lib/api/types";

/** The verdict in a word; dashed where none can be given. */
export function StandingChip({ standing }: { standing: LibraryPost["standing"] }) {
  const { t } = useTranslation("library");
  switch (standing.state) {
    case "ready":
      return <BandChip band={standing.band as BandName | null} />;
    case "no_baseline":
      return <BandChip band={null} />;
    case "no_published_time":
      return <Chip kind="dashed">{t("chip.noTime")}</Chip>;
    case "no_metrics":
      return <Chip kind="dashed">{t("chip.noMetrics")}</Chip>;
    case "pending":
      return <Chip kind="outline">{t("chip.pending")}</Chip>;
  }
}
