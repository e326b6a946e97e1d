import { useEffect, useRef } from "react";

/** Keys pressed one after the other count as one shortcut within this time. */
const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    // A box that is ticked takes no letters.
    !(target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type))
  );
}

export interface ShortcutOptions {
  /** Asked before the shell: a page may have a meaning of its own for a key, such as `/`. */
  isOfPage?: boolean;
}

/**
 * Listens for single keys ("/") and sequences ("g a"), but not while one types, nor
 * while a dialog or a menu is open, nor with a modifier held.
 */
export function useShortcuts(
  shortcuts: Readonly<Record<string, () => void>>,
  { isOfPage = false }: ShortcutOptions = {},
): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });

  useEffect(() => {
    let before: { key: string; at: number } | null = null;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("dialog[open], [role=menu]") !== null) {
        return;
      }
      const sequence =
        before !== null && event.timeStamp - before.at < SEQUENCE_MS
          ? `${before.key} ${event.key}`
          : event.key;
      before = { key: event.key, at: event.timeStamp };
      const action = latest.current[sequence] ?? latest.current[event.key];
      if (action === undefined) return;
      event.preventDefault();
      before = null;
      action();
    }
    window.addEventListener("keydown", onKeyDown, isOfPage);
    return () => window.removeEventListener("keydown", onKeyDown, isOfPage);
  }, [isOfPage]);
}
