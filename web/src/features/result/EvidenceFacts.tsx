import { Info } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { EvidenceItem, PublishedFigure } from "@/lib/api/types";

/** One study; its year, denominator and size stand behind the sign. */
function Study({ figure }: { figure: PublishedFigure }) {
  const { t } = useTranslation("result");
  const [isOpen, setOpen] = useState(false);
  const noteId = useId();
  const study = { study: figure.study, year: figure.year };
  const origin = [
    t("evidence.study", { ...study, denominator: figure.denominator }),
    figure.n && t("evidence.studySize", { n: figure.n }),
    figure.confidence && t(`evidence.confidence.${figure.confidence}`),
    figure.via && t("evidence.via"),
    figure.note,
  ];
  return (
    <li>
      {figure.statement}{" "}
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={noteId}
        aria-label={t("evidence.studyOpen", study)}
        onClick={() => setOpen(!isOpen)}
        className="relative top-0.5 rounded-full text-ink-3 after:absolute after:-inset-2 after:content-[''] hovered:text-ink"
      >
        <Info aria-hidden className="size-3.5" strokeWidth={1.75} />
      </button>
      <span id={noteId} className="block text-note text-ink-2 print:block" hidden={!isOpen}>
        {origin.filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}

function useShareWords(item: EvidenceItem): string | null {
  const { t } = useTranslation("result");
  const { share } = item;
  if (!share) return null;
  const words = [t("evidence.shareSentence", { count: share.count, total: share.total })];
  if (share.multiple_display) {
    words.push(t("evidence.shareMultiple", { multiple: share.multiple_display }));
  }
  return words.join(" ");
}

/** The definition of a piece of evidence: what is counted, on how many, by which rule. */
export function EvidenceFacts({ item }: { item: EvidenceItem }) {
  const { t } = useTranslation("result");
  const shared = useShareWords(item);
  const facts: [string, ReactNode][] = [];
  if (shared !== null) facts.push([t("evidence.columnStrip"), shared]);
  if (item.sample) facts.push([t("evidence.sample"), `${item.sample_size} ${item.sample}`]);
  if (item.basis) facts.push([t("evidence.basis"), item.basis]);
  facts.push([t("evidence.source"), item.source]);
  if (item.published?.length) {
    facts.push([
      t("evidence.published"),
      <ul key="studies" className="flex flex-col gap-1.5">
        {item.published.map((figure, index) => (
          <Study key={index} figure={figure} />
        ))}
      </ul>,
    ]);
  }
  return (
    <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-table @[400px]:grid-cols-[112px_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-note leading-5 text-ink-3">{name}</dt>
          <dd className="mb-1 min-w-0 text-ink-2 @[400px]:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
