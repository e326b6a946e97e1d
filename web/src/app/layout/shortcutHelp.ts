import { createContext, useContext } from "react";

/** Opens the list of keyboard shortcuts from anywhere within the shell. */
export interface ShortcutHelp {
  open: () => void;
}

export const ShortcutHelpContext = createContext<ShortcutHelp>({ open: () => undefined });

export function useShortcutHelp(): ShortcutHelp {
  return useContext(ShortcutHelpContext);
}
