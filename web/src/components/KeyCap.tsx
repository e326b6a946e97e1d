import type { ReactNode } from "react";

import { joinClasses } from "@/lib/classes";

/** A key of the keyboard; told to the eye alone, the name of the action stands beside it. */
export function KeyCap({ children, onInk = false }: { children: ReactNode; onInk?: boolean }) {
  return (
    <kbd
      aria-hidden
      className={joinClasses(
        "hidden h-[18px] min-w-[18px] items-center justify-center rounded-chip border px-1",
        "font-sans text-chip font-medium sm:pointer-fine:inline-flex",
        onInk ? "border-current/45" : "border-line-2 text-ink-2",
      )}
    >
      {children}
    </kbd>
  );
}
