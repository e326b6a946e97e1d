import { Link } from "@tanstack/react-router";
import { Upload } from "lucide-react";
import { useTranslation } from "react-i18next";

import { buttonClasses } from "@/components/Button";
import { useFormatNouns } from "@/components/useFormatNouns";
import type { EvidenceSet } from "@/lib/api/types";

/** How many more posts make a baseline, and the ways to them. */
export function BaselineBox({ evidence }: { evidence: EvidenceSet }) {
  const { t } = useTranslation("result");
  const { one, many } = useFormatNouns()(evidence.subject.format);
  const { verdict, subject } = evidence;
  if (verdict.baseline_state !== "no_baseline") return null;
  const missing = Math.max(1, verdict.needed - verdict.sample_size);
  return (
    <section
      aria-label={t("baseline.label")}
      className="flex flex-col gap-4 rounded-note border border-dashed border-ctl px-5 py-4 sm:flex-row sm:items-center print:hidden"
    >
      <div className="min-w-0 flex-1">
        <h2 className="text-item">
          {t("baseline.title", { count: missing, noun: missing === 1 ? one : many })}
        </h2>
        <p className="mt-0.5 max-w-[76ch] text-table text-ink-2">
          {t("baseline.how", { creator: subject.creator_name, plural: many })}
        </p>
      </div>
      <div className="flex flex-wrap gap-3">
        <Link to="/analyse" className={buttonClasses("secondary", false)}>
          {t("baseline.analyse", { plural: many })}
        </Link>
        <Link to="/import" className={buttonClasses("primary", false)}>
          <Upload aria-hidden className="size-4" strokeWidth={1.75} />
          {t("baseline.import")}
        </Link>
      </div>
    </section>
  );
}
