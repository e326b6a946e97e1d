import { useCallback, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  /** The boxes show: something is ticked, or someone asked for them. */
  isSelecting: boolean;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  begin: () => void;
  clear: () => void;
}

/** Which rows are ticked. Rows that are no longer shown do not count. */
export function useSelection(shown: readonly { id: string }[]): Selection {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [isAsked, setAsked] = useState(false);
  const ids = new Set(shown.filter((each) => ticked.has(each.id)).map((each) => each.id));
  // The same from drawing to drawing: a row that has not changed is not drawn anew.
  const toggle = useCallback((id: string): void => {
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);
  return {
    ids,
    isSelecting: isAsked || ids.size > 0,
    has: (id) => ids.has(id),
    toggle,
    begin: () => setAsked(true),
    clear: () => {
      setTicked(new Set());
      setAsked(false);
    },
  };
}
