import type { ReactNode } from "react";

import { joinClasses } from "@/lib/classes";

export type ChipKind = "mark" | "outline" | "fill" | "dashed" | "danger" | "warn" | "rise";

const KINDS: Record<ChipKind, string> = {
  mark: "bg-mark text-on-mark",
  outline: "border border-line-2 text-ink-2",
  fill: "bg-fill text-ink-2",
  dashed: "border border-dashed border-ctl text-ink-2",
  danger: "bg-danger-soft text-danger",
  warn: "bg-warn-soft text-warn",
  rise: "bg-rise-soft text-rise",
};

export interface ChipProps {
  kind: ChipKind;
  icon?: ReactNode;
  title?: string;
  /** 18 high, beside a title in a row. */
  small?: boolean;
  children: ReactNode;
}

/** A fact or a state in a word or two; filled with the mark it means "stands out". */
export function Chip({ kind, icon, title, small = false, children }: ChipProps) {
  return (
    <span
      title={title}
      className={joinClasses(
        "inline-flex shrink-0 items-center gap-1.5 rounded-chip text-chip whitespace-nowrap",
        small ? "h-[18px] px-1.5" : "h-6 px-2",
        kind === "mark" ? "font-semibold" : "font-medium",
        KINDS[kind],
      )}
    >
      {icon}
      {children}
    </span>
  );
}
