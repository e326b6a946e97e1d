import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { useShortcuts } from "@/lib/shortcuts";

import { Button } from "./Button";
import { dropOffer, takeBack, type Undoable, useOffers } from "./undo";

/** Long enough to read, to doubt and to reach it by keyboard. */
const SHOWN_MS = 10_000;

function Toast({ offer, isLatest }: { offer: Undoable; isLatest: boolean }) {
  const { t } = useTranslation();
  const [isHeld, setHeld] = useState(false);

  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dropOffer(offer.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, offer.id]);

  return (
    // Time stands still while someone is at it, by pointer or by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="unfolds pointer-events-auto flex min-h-12 max-w-full items-center gap-2 rounded-note border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-e1"
    >
      <span dir="auto" className="line-clamp-2 min-w-0 flex-1 text-table">
        {offer.message}
      </span>
      <Button
        kind="quiet"
        aria-keyshortcuts={isLatest ? "z" : undefined}
        shortcut={isLatest ? "Z" : undefined}
        onClick={() => takeBack(offer)}
      >
        {t("undo.action")}
      </Button>
      <Button
        kind="quiet"
        square
        aria-label={t("undo.close")}
        onClick={() => dropOffer(offer.id)}
        icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
      />
    </li>
  );
}

/** What was just done and can be taken back: at the foot of every page, `z` for the latest. */
export function UndoToasts() {
  const { t } = useTranslation();
  const offers = useOffers();
  const latest = offers.at(-1);
  const undoLatest = { z: () => latest && takeBack(latest) };
  useShortcuts(latest === undefined ? {} : undoLatest);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-18 z-30 flex justify-center md:bottom-5 md:left-56"
    >
      {offers.length > 0 && (
        <ul aria-label={t("undo.label")} className="flex max-w-full flex-col gap-2">
          {offers.map((offer) => (
            <Toast key={offer.id} offer={offer} isLatest={offer === latest} />
          ))}
        </ul>
      )}
    </div>
  );
}
