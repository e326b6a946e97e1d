import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

export interface WalkBoxProps {
  /** The finding in a sentence: the chart's text alternative. */
  finding: string;
  /** How many points there are to walk through. */
  count: number;
  /** What is read out of a point, from 0. */
  readPoint: (index: number) => string;
  /** Where the points lie, in pixels from the left: the nearest follows the pointer. */
  places?: readonly number[];
  className?: string;
  children: (at: number | null) => ReactNode;
}

/** Beyond this a pointer means no point. */
const REACH = 28;

function findNearest(places: readonly number[], x: number): number | null {
  let best: number | null = null;
  let least = REACH;
  for (const [index, place] of places.entries()) {
    const distance = Math.abs(place - x);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

/**
 * A chart whose points can be walked through: arrow keys step, Home and End jump, the
 * value is shown and read out. A screen reader meets it as a slider over its points.
 */
export function WalkBox({ finding, count, readPoint, places, className, children }: WalkBoxProps) {
  const { t } = useTranslation();
  const [at, setAt] = useState<number | null>(null);
  const reading =
    at === null
      ? t("strip.walk")
      : t("strip.point", { position: at + 1, total: count, value: readPoint(at) });

  function onKeyDown(event: KeyboardEvent): void {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((before) => Math.min(count - 1, Math.max(0, (before ?? -1) + step)));
  }

  function onPointerMove(event: PointerEvent<HTMLDivElement>): void {
    if (places === undefined || event.pointerType === "touch") return;
    setAt(findNearest(places, event.clientX - event.currentTarget.getBoundingClientRect().left));
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={finding}
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={(at ?? 0) + 1}
      aria-valuetext={reading}
      onKeyDown={onKeyDown}
      onBlur={() => setAt(null)}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setAt(null)}
      className={joinClasses("chart relative rounded-chip", className)}
    >
      {children(at)}
      {at !== null && (
        <span
          aria-hidden
          dir="auto"
          className="pointer-events-none absolute top-0 left-0 max-w-full truncate rounded-chip bg-raised px-1.5 text-note shadow-e1"
        >
          {reading}
        </span>
      )}
    </div>
  );
}
