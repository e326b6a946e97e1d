import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import { useReasonWords } from "@/components/useReasonWords";
import type { BandName, RequestPost } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

function Verdict({ multiple, band }: { multiple: number | null; band: BandName | null }) {
  const { t } = useTranslation("common");
  const format = useFormat();
  if (multiple === null || band === null) return <Chip kind="dashed">{t("band.none")}</Chip>;
  const value = format.multiple(multiple);
  if (band === "outlier" || band === "extreme") return <Chip kind="mark">{value}</Chip>;
  const words = `${value} ${t(`bandWord.${band}`)}`;
  return <Chip kind={band === "usual" ? "fill" : "outline"}>{words}</Chip>;
}

/** What came of one post, or how far it is. */
export function PostOutcome({ post }: { post: RequestPost }) {
  const { t } = useTranslation("requests");
  const words = useReasonWords();
  switch (post.state) {
    case "done":
      return <Verdict multiple={post.outlier_multiple} band={post.band as BandName | null} />;
    case "failed":
      return <Chip kind="danger">{words.ofPost(post.reason).short}</Chip>;
    case "cancelled":
    case "duplicate":
      return <Chip kind="outline">{t(`outcome.${post.state}`)}</Chip>;
    case "waiting":
      return <span className="text-table text-ink-3">{t("outcome.waiting")}</span>;
    default:
      return <span className="text-table text-ink-2">{post.progress} %</span>;
  }
}
