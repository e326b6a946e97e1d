import { createContext, useContext } from "react";

import type { EvidenceItem } from "@/lib/api/types";

export interface Citations {
  /** The evidence that is open, by its id, or null. */
  chosen: string | null;
  items: ReadonlyMap<string, EvidenceItem>;
  /** Opens an item; choosing the open one again closes it. */
  choose: (id: string) => void;
  /** The language that the sentences and the evidence are written in. */
  language: string | undefined;
}

export const CitationsContext = createContext<Citations>({
  chosen: null,
  items: new Map(),
  choose: () => undefined,
  language: undefined,
});

export function useCitations(): Citations {
  return useContext(CitationsContext);
}
