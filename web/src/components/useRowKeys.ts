import type { RefObject } from "react";

import { useShortcuts } from "@/lib/shortcuts";

import { findRow, type RowsHandle } from "./WindowRows";

/** j and k move the focus from row to row; x, where it is given, is for the row that has it. */
export function useRowKeys(
  count: number,
  rows: RefObject<RowsHandle | null>,
  tick?: (index: number) => void,
): void {
  function move(step: number): void {
    const at = findRow(document.activeElement);
    const next = at === null ? 0 : Math.min(count - 1, Math.max(0, at + step));
    if (count > 0) rows.current?.focusRow(next);
  }

  function tickFocused(): void {
    const at = findRow(document.activeElement);
    if (at !== null) tick?.(at);
  }

  useShortcuts({ j: () => move(1), k: () => move(-1), ...(tick ? { x: tickFocused } : {}) });
}
