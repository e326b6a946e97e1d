import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { EvidenceItem } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import type { CitationCard as CitationCardType } from "./CitationCard";
import { useCitations } from "./citations";

let CitationCard: typeof CitationCardType | null = null;

/** What places the card is fetched when someone reaches for it, not with the page. */
async function loadCard(): Promise<void> {
  try {
    ({ CitationCard } = await import("./CitationCard"));
  } catch {
    // Without a connection the chip still leads to its evidence.
  }
}

/** Shown a moment after it was reached for, and gone a moment after it was left. */
function useDelayed(): [boolean, (isWanted: boolean) => void] {
  const [isShown, setShown] = useState(false);
  const isStillWanted = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  function show(isWanted: boolean): void {
    isStillWanted.current = isWanted;
    const loading = isWanted && CitationCard === null ? loadCard() : Promise.resolve();
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => void loading.then(() => setShown(isStillWanted.current)),
      isWanted ? 250 : 80,
    );
  }
  return [isShown, show];
}

function CitationChip({
  item,
  isTabStop,
  onFocus,
}: {
  item: EvidenceItem;
  isTabStop: boolean;
  onFocus: () => void;
}) {
  const { t } = useTranslation("result");
  const { chosen, choose } = useCitations();
  const [isShown, show] = useDelayed();
  const isChosen = chosen === item.id;
  const words = { id: item.id, label: item.label, value: item.display };
  return (
    <button
      type="button"
      tabIndex={isTabStop ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={
        item.usual_display
          ? t("evidence.citeUsual", { ...words, usual: item.usual_display })
          : t("evidence.cite", words)
      }
      onFocus={() => {
        onFocus();
        show(true);
      }}
      onBlur={() => show(false)}
      // A finger chooses at once: there is nothing to be shown before.
      onPointerEnter={(event) => event.pointerType !== "touch" && show(true)}
      onPointerLeave={() => show(false)}
      onClick={() => choose(item.id)}
      className={joinClasses(
        "relative -top-px inline-flex h-[18px] min-w-[24px] items-center justify-center rounded-chip border px-1 align-middle text-chip font-semibold tracking-normal",
        "after:absolute after:-inset-1.5 after:content-['']",
        isChosen
          ? "border-mark-line bg-mark text-on-mark"
          : "border-line-2 text-ink-2 hovered:border-ctl",
      )}
    >
      {item.id}
      {/* What is chosen stands open beside the sentence: nothing is to be shown over it. */}
      {isShown && !isChosen && CitationCard && <CitationCard item={item} onOpenChange={show} />}
    </button>
  );
}

/** The evidence of a sentence: one tab stop, arrows move among several. */
export function CitationChips({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation("result");
  const { items } = useCitations();
  const group = useRef<HTMLSpanElement>(null);
  const [stop, setStop] = useState(0);
  const known = ids.flatMap((id) => items.get(id) ?? []);
  if (known.length === 0) return null;

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (stop + step + known.length) % known.length;
    group.current?.querySelectorAll("button").item(next).focus();
  }

  return (
    // The group only passes the arrows on; its buttons are what is focused.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      ref={group}
      {...(known.length > 1 ? { role: "group", "aria-label": t("evidence.citations") } : {})}
      onKeyDown={onKeyDown}
      className="ml-0.5 inline-flex flex-wrap gap-0.5 align-baseline"
    >
      {known.map((item, index) => (
        <CitationChip
          key={item.id}
          item={item}
          isTabStop={index === Math.min(stop, known.length - 1)}
          onFocus={() => setStop(index)}
        />
      ))}
    </span>
  );
}
