import { Check, LoaderCircle, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { STAGE_NAMES, type StageMark, type StageName } from "./stages";

const LOOKS: Record<StageMark, { ring: string; icon: ReactNode }> = {
  waiting: { ring: "border border-line-2", icon: null },
  now: {
    ring: "border border-mark-line bg-mark text-on-mark",
    icon: <LoaderCircle className="spins size-3" strokeWidth={2} />,
  },
  done: { ring: "bg-ink text-sheet", icon: <Check className="size-3" strokeWidth={2.25} /> },
  not_needed: {
    ring: "border border-dashed border-ctl text-ink-3",
    icon: <Check className="size-3" strokeWidth={2} />,
  },
  ended: {
    ring: "border border-danger bg-danger-soft text-danger",
    icon: <X className="size-3" strokeWidth={2.25} />,
  },
};

const PASSED = new Set<StageMark>(["done", "not_needed"]);

export interface StageTrackProps {
  marks: Record<StageName, StageMark>;
  label: string;
}

/** Five places on a line: what is done, what runs, what waits. */
export function StageTrack({ marks, label }: StageTrackProps) {
  const { t } = useTranslation("requests");
  return (
    <ol aria-label={label} className="grid w-full grid-cols-5 @[820px]:w-[365px]">
      {STAGE_NAMES.map((name, index) => {
        const mark = marks[name];
        const look = LOOKS[mark];
        const isLineInked = PASSED.has(mark) && index + 1 < STAGE_NAMES.length;
        return (
          <li key={name} className="relative flex justify-center">
            {index + 1 < STAGE_NAMES.length && (
              <span
                aria-hidden
                className={joinClasses(
                  "absolute top-1/2 left-[calc(50%+10px)] h-px w-[calc(100%-20px)]",
                  isLineInked ? "bg-ink" : "bg-line-2",
                )}
              />
            )}
            <span
              className={joinClasses(
                "flex size-5 items-center justify-center rounded-full",
                look.ring,
              )}
            >
              <span aria-hidden>{look.icon}</span>
            </span>
            <span className="sr-only">
              {t(`column.${name}`)}: {t(`mark.${mark}`)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** The names of the five places, over the rows. */
export function StageHeads() {
  const { t } = useTranslation("requests");
  return (
    <div aria-hidden className="grid w-full grid-cols-5 text-note text-ink-3 @[820px]:w-[365px]">
      {STAGE_NAMES.map((name) => (
        <span key={name} className="text-center">
          {t(`column.${name}`)}
        </span>
      ))}
    </div>
  );
}
