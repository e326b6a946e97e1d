import { QueryClient } from "@tanstack/react-query";

import { isWorthRetrying } from "./api/errors";

/** Reads are tried three times where another try can help; writes never by themselves. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      // A paused read would look like endless loading: it fails, and the page says why.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
