import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { DateTime } from "@/components/DateTime";
import type { PostAnalysis } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <span>
      {name} <span className="font-medium text-ink-2">{children}</span>
    </span>
  );
}

/** What the result cost, who wrote it, and by which rule. */
export function ResultFoot({ analysis }: { analysis: PostAnalysis }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const { subject, verdict, items } = analysis.evidence;
  const isOffline = analysis.provider === "offline";
  const seconds = analysis.latency_ms / 1000;
  return (
    <footer className="flex flex-wrap gap-x-6 gap-y-1.5 border-t border-line pt-4 text-note text-ink-3">
      <Fact name={t("foot.cost")}>{format.money(analysis.cost_micro_usd)}</Fact>
      <span>
        <Fact name={t("foot.writtenBy")}>{isOffline ? t("foot.offline") : analysis.model}</Fact>,{" "}
        {t("foot.checked", { count: items.length })}
      </span>
      <Fact name={t("foot.took")}>
        {seconds < 1 ? `${analysis.latency_ms} ms` : format.span(seconds)}
      </Fact>
      <Fact name={t("foot.seen")}>
        <DateTime at={subject.metrics_as_of} />
      </Fact>
      <Fact name={t("foot.rule")}>{verdict.rule}</Fact>
    </footer>
  );
}
