import * as HoverCard from "@radix-ui/react-hover-card";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { EvidenceItem } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { useCitations } from "./citations";

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
  const [isHovered, setHovered] = useState(false);
  const isChosen = chosen === item.id;
  const words = { id: item.id, label: item.label, value: item.display };
  return (
    // What is chosen stands open beside the sentence: nothing is to be shown over it.
    <HoverCard.Root
      open={isHovered && !isChosen}
      onOpenChange={setHovered}
      openDelay={250}
      closeDelay={80}
    >
      <HoverCard.Trigger asChild>
        <button
          type="button"
          tabIndex={isTabStop ? 0 : -1}
          aria-pressed={isChosen}
          aria-label={
            item.usual_display
              ? t("evidence.citeUsual", { ...words, usual: item.usual_display })
              : t("evidence.cite", words)
          }
          onFocus={onFocus}
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
        </button>
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className="unfolds z-30 max-w-72 rounded-picture border border-line bg-raised px-3 py-2.5 shadow-e1"
        >
          <p className="text-table font-semibold">{item.label}</p>
          <p className="mt-0.5 text-table">
            <span className="font-semibold">{item.display}</span>
            {item.usual_display && (
              <span className="text-ink-2">
                {" "}
                {t("evidence.usual", { usual: item.usual_display })}
              </span>
            )}
            {item.difference_display && (
              <span className="text-ink-2"> · {item.difference_display}</span>
            )}
          </p>
          {item.sample && (
            <p className="mt-0.5 text-note text-ink-3">
              {item.sample_size} {item.sample}
            </p>
          )}
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
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
