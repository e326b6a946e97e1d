import { useTranslation } from "react-i18next";

import { WalkBox } from "@/components/strip/WalkBox";
import { useWidth } from "@/components/strip/useWidth";
import type { EvidenceItem } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { ChartFrame, numberCell, textCell } from "./ChartFrame";

type Share = NonNullable<EvidenceItem["share"]>;

/** How many of the others have the trait: one tick per post, those with it filled. */
export function ShareChart({ item, share }: { item: EvidenceItem; share: Share }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const { count, total } = share;
  const step = Math.min(22, (width - 8) / Math.max(1, total));
  const rows: [string, number][] = [
    [t("chart.with"), count],
    [t("chart.without"), total - count],
  ];
  return (
    <ChartFrame
      name={item.label}
      note={t("chart.shareNote")}
      table={{
        head: [t("chart.others"), t("chart.posts"), t("chart.share")],
        rows: rows.map(([name, posts]) => [
          textCell(name),
          numberCell(posts, format.count),
          numberCell(total === 0 ? null : posts / total, format.ratio),
        ]),
      }}
    >
      <div ref={box} className="w-full">
        <WalkBox
          finding={t("chart.shareFinding", { label: item.label, count, total })}
          count={rows.length}
          readPoint={(index) => {
            const [name, posts] = rows[index] ?? ["", 0];
            return t("chart.shareOf", { name, posts, total });
          }}
        >
          {() => (
            <svg
              width={width}
              height="30"
              viewBox={`0 0 ${width} 30`}
              aria-hidden
              className="block overflow-visible"
            >
              {Array.from({ length: total }, (_, index) => (
                <circle
                  key={index}
                  cx={4 + step * (index + 0.5)}
                  cy="15"
                  r={Math.min(5, step / 2 - 1)}
                  fill={index < count ? "var(--pencil)" : "none"}
                  stroke="var(--pencil)"
                  strokeWidth="1.25"
                />
              ))}
            </svg>
          )}
        </WalkBox>
      </div>
    </ChartFrame>
  );
}
