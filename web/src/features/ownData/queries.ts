import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { DataExport, ErasureBegun, ErasureReceipt } from "@/lib/api/types";

const LOOK_EVERY_MS = 1000;
/** The address of a download holds for an hour or two. */
const RENEW_EVERY_MS = 30 * 60_000;

/** The newest archive. Asking for it begins one where there is none: ask only if wanted. */
export const exportQuery = queryOptions<DataExport>({
  queryKey: ["ownData", "export"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/accounts/me/export", { signal })),
  refetchInterval: ({ state }) => {
    if (state.error !== null || state.data === undefined) return false;
    return state.data.state === "preparing" ? LOOK_EVERY_MS : RENEW_EVERY_MS;
  },
});

/** What the user did with posts, done last first. */
export const activityQuery = infiniteQueryOptions({
  queryKey: ["ownData", "activity"],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/v1/social/activity", {
        params: { query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** Begins a new archive; the one before goes when this one is ready. */
export function useStartExport() {
  const queries = useQueryClient();
  return useMutation<DataExport, Error, void>({
    mutationFn: () => answerOf(api.POST("/api/v1/accounts/me/export")),
    onSuccess: (started) => queries.setQueryData(exportQuery.queryKey, started),
  });
}

/** Erases the account and all that is held of it. There is no way back. */
export function useEraseAccount() {
  return useMutation<ErasureBegun, Error, { password: string }>({
    mutationFn: (body) => answerOf(api.DELETE("/api/v1/accounts/me", { body })),
  });
}

/** How far an erasure is; read without an account, by its token. */
export function receiptQuery(token: string) {
  return queryOptions<ErasureReceipt>({
    queryKey: ["ownData", "receipt", token],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/accounts/erasures/{token}", { params: { path: { token } }, signal }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.state === "running" && state.error === null ? LOOK_EVERY_MS : false,
  });
}
