import { ChevronDown } from "lucide-react";
import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { RowGrowth, RowPublished, RowShare, RowStrip } from "@/components/strip/RowStrip";
import type { FormatNouns } from "@/components/useFormatNouns";
import type { EvidenceItem, EvidenceSet } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { bringIntoView } from "@/lib/scroll";

import { useCitations } from "./citations";

/** The charts are fetched once the verdict stands, not with the page. */
export const loadDetail = () => import("./EvidenceDetail");
const EvidenceDetail = lazy(() => loadDetail().then((file) => ({ default: file.EvidenceDetail })));

const COLUMNS =
  "grid grid-cols-[30px_minmax(0,1fr)_auto] gap-x-3 " +
  "@[500px]:grid-cols-[30px_minmax(0,1fr)_104px_88px_64px]";

/** The small chart of a row: the strip, the share of a trait, a published figure, or words. */
function RowChart({ item }: { item: EvidenceItem }) {
  const { comparison, share } = item;
  const figure = item.published?.[0];
  if (comparison && (comparison.median !== null || comparison.values.length > 0)) {
    return <RowStrip comparison={comparison} />;
  }
  if (share && share.total > 0) return <RowShare count={share.count} total={share.total} />;
  if (figure) {
    const isIndex = figure.statistic === "index";
    const isMeasured = !isIndex && typeof item.value === "number";
    return (
      <RowPublished
        figure={figure}
        value={isMeasured ? (item.value as number) : null}
        usual={isIndex ? 1 : null}
      />
    );
  }
  if (item.growth?.length) return <RowGrowth values={item.growth.map((point) => point.value)} />;
  return <RowWords item={item} />;
}

const NOT_DRAWN = ["no_baseline", "no_comparable_benchmark"] as const;

/** Why there is nothing to draw, where that can be said in two words. */
function RowWords({ item }: { item: EvidenceItem }) {
  const { t } = useTranslation("result");
  const mark = NOT_DRAWN.find((each) => item.marks?.includes(each));
  if (mark === undefined) return null;
  return <span className="text-note text-ink-3">{t(`evidence.row.${mark}`)}</span>;
}

function useUsualWords(item: EvidenceItem): string {
  const { t } = useTranslation("result");
  if (item.usual_display) return t("evidence.usual", { usual: item.usual_display });
  if (item.share) return t("evidence.share", { ...item.share });
  return item.comparison ? t("evidence.noUsual") : "";
}

/** What the row rests on, in a word or two; all of it stands in the open row. */
function useBasisWords(item: EvidenceItem, nouns: FormatNouns): string {
  const { t } = useTranslation("result");
  const count = item.sample_size ?? 0;
  const noun = count === 1 ? nouns.one : nouns.many;
  if (item.usual_display) return t("evidence.medianOf", { count, noun });
  if (item.share) return t("evidence.shareOf", { count: item.share.total, noun });
  if (item.comparison) return t("evidence.beside", { count, noun });
  return item.basis ?? item.source;
}

/** Long values (quoted words) belong under the name: the number column is for numbers. */
const LONGEST_VALUE = 13;

/** Parts the cells of a row for those who hear it; the eye has the columns. */
function Pause() {
  return <span className="sr-only">, </span>;
}

/** Once the row has unfolded with all that is in it, it comes into view. */
function Unfolded({ row }: { row: RefObject<HTMLElement | null> }) {
  useEffect(() => {
    const frame = requestAnimationFrame(() => bringIntoView(row.current, "nearest"));
    return () => cancelAnimationFrame(frame);
  }, [row]);
  return null;
}

interface RowProps {
  item: EvidenceItem;
  evidence: EvidenceSet;
  nouns: FormatNouns;
}

function EvidenceRow({ item, evidence, nouns }: RowProps) {
  const { chosen, choose, language } = useCitations();
  const isOpen = chosen === item.id;
  const row = useRef<HTMLLIElement>(null);
  const usual = useUsualWords(item);
  const isQuote = item.display.length > LONGEST_VALUE;
  const basis = useBasisWords(item, nouns);

  return (
    <li
      ref={row}
      className={joinClasses(
        "scroll-my-16",
        isOpen ? "-mx-4 rounded-picture bg-mark-soft px-4 print:mx-0" : "border-b border-line",
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => choose(item.id)}
        className={joinClasses(
          COLUMNS,
          "w-full items-center py-2 text-left @[500px]:min-h-[53px]",
          !isOpen && "rounded-chip hovered:bg-fill",
        )}
      >
        <span
          className={joinClasses(
            "inline-flex h-[18px] items-center justify-center self-start rounded-chip border text-chip font-semibold @[500px]:self-center",
            isOpen ? "border-mark-line bg-mark text-on-mark" : "border-line-2 text-ink-2",
          )}
        >
          {item.id}
          <Pause />
        </span>
        <span lang={language} className="min-w-0">
          <span className="block text-table font-medium">{item.label}</span>
          <Pause />
          <span dir="auto" className="block truncate text-left text-note text-ink-3">
            {isQuote ? item.display : basis}
          </span>
          <Pause />
        </span>
        <span className="col-start-2 row-start-2 mt-1.5 @[500px]:col-start-3 @[500px]:row-start-1 @[500px]:mt-0">
          <RowChart item={item} />
        </span>
        <span className="col-start-3 row-start-1 text-right @[500px]:col-start-4">
          {!isQuote && <span className="block text-table font-semibold">{item.display}</span>}
          <Pause />
          <span className="block text-note text-ink-3">{usual}</span>
          <Pause />
        </span>
        <span className="col-start-3 row-start-2 text-right text-note text-ink-2 @[500px]:col-start-5 @[500px]:row-start-1">
          {item.difference_display}
        </span>
      </button>
      {isOpen && (
        <Suspense>
          <EvidenceDetail item={item} evidence={evidence} noun={nouns.this} />
          <Unfolded row={row} />
        </Suspense>
      )}
    </li>
  );
}

function Heads() {
  const { t } = useTranslation("result");
  return (
    <div
      aria-hidden
      className={joinClasses(
        COLUMNS,
        "h-9 items-center border-b border-line-2 text-note text-ink-3",
      )}
    >
      <span className="col-start-2">{t("evidence.columnName")}</span>
      <span className="hidden @[500px]:block">{t("evidence.columnStrip")}</span>
      <span className="hidden text-right @[500px]:block">{t("evidence.columnValue")}</span>
      <span className="hidden text-right @[500px]:block">{t("evidence.columnDifference")}</span>
    </div>
  );
}

export interface EvidenceListProps {
  shown: readonly EvidenceItem[];
  folded: readonly EvidenceItem[];
  evidence: EvidenceSet;
  nouns: FormatNouns;
}

/** The evidence, row by row; what no sentence rests on is folded away. */
export function EvidenceList({ shown, folded, evidence, nouns }: EvidenceListProps) {
  const { t } = useTranslation("result");
  const { chosen } = useCitations();
  const [isWhole, setWhole] = useState(false);
  const isOpenedByCitation = folded.some((item) => item.id === chosen);
  const isUnfolded = isWhole || isOpenedByCitation;
  const hasPublished = [...shown, ...folded].some((item) => item.published?.length);
  const names = folded.map((item) => item.label).join(", ");
  return (
    <section aria-label={t("evidence.title")} className="@container">
      <Heads />
      <ul>
        {[...shown, ...(isUnfolded ? folded : [])].map((item) => (
          <EvidenceRow key={item.id} item={item} evidence={evidence} nouns={nouns} />
        ))}
      </ul>
      {folded.length > 0 && (
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={() => setWhole(!isUnfolded)}
          className="print:hidden mt-1.5 flex h-8 max-w-full items-center gap-2.5 rounded-chip px-1.5 text-table text-ink-2 hovered:text-ink"
        >
          <ChevronDown
            aria-hidden
            className={`size-4 shrink-0 transition-transform ${isUnfolded ? "rotate-180" : ""}`}
            strokeWidth={1.75}
          />
          <span className="truncate">
            {isUnfolded ? t("evidence.less") : t("evidence.more", { count: folded.length, names })}
          </span>
        </button>
      )}
      {hasPublished && <p className="mt-2 text-note text-ink-3">{t("evidence.diamond")}</p>}
    </section>
  );
}
