import { createContext, useContext } from "react";

/** Opens the search from anywhere within the shell. */
export interface Find {
  open: () => void;
}

export const FindContext = createContext<Find>({ open: () => undefined });

export function useFind(): Find {
  return useContext(FindContext);
}
