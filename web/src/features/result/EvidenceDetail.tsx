import { useTranslation } from "react-i18next";

import type { EvidenceItem, EvidenceSet } from "@/lib/api/types";

import { DistributionChart } from "./charts/DistributionChart";
import { GrowthChart } from "./charts/GrowthChart";
import { RatesChart } from "./charts/RatesChart";
import { ShareChart } from "./charts/ShareChart";
import { TimingChart } from "./charts/TimingChart";
import { EvidenceFacts } from "./EvidenceFacts";

interface DetailProps {
  item: EvidenceItem;
  evidence: EvidenceSet;
  /** What this post is called: "this video". */
  noun: string;
}

/** The chart of the item against the creator's own posts, where there is one. */
function OwnChart({ item, evidence, noun }: DetailProps) {
  const { comparison, share } = item;
  if ((item.growth?.length ?? 0) > 1) return <GrowthChart item={item} noun={noun} />;
  if (item.group === "timing" && (evidence.others?.length ?? 0) > 0) {
    return <TimingChart item={item} evidence={evidence} noun={noun} />;
  }
  if (comparison && item.unit !== "ratio") {
    return (
      <DistributionChart item={item} comparison={comparison} evidence={evidence} noun={noun} />
    );
  }
  if (comparison && !item.published?.length) {
    return (
      <DistributionChart item={item} comparison={comparison} evidence={evidence} noun={noun} />
    );
  }
  if (share && share.total > 0) return <ShareChart item={item} share={share} />;
  return null;
}

/** Published figures have an axis where they are rates, or effects against an average. */
function isDrawn(item: EvidenceItem): boolean {
  const figures = item.published ?? [];
  if (figures.length === 0) return false;
  return item.unit === "ratio" || figures.every((figure) => figure.statistic === "index");
}

/** What an evidence row opens to: its charts, its numbers, where they are from. */
export function EvidenceDetail({ item, evidence, noun }: DetailProps) {
  const { t } = useTranslation("result");
  const remarks = [item.detail, ...(item.marks ?? []).map((mark) => t(`evidence.mark.${mark}`))];
  return (
    <div className="unfolds pt-1 pb-4 @[500px]:pl-[42px]">
      <OwnChart item={item} evidence={evidence} noun={noun} />
      {isDrawn(item) && <RatesChart item={item} noun={noun} />}
      {remarks.filter(Boolean).map((remark) => (
        <p key={remark} className="mb-2 text-table text-ink-2">
          {remark}
        </p>
      ))}
      <EvidenceFacts item={item} />
    </div>
  );
}
