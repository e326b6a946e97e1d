import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answerOf, api, goneAfter } from "@/lib/api/client";
import type { ApiKeysPage, ApiScope, NewApiKey, WantedApiKey } from "@/lib/api/types";

const KEY = ["apiKeys"] as const;

/** All keys: there can be but a few. */
export const apiKeysQuery = queryOptions<ApiKeysPage>({
  queryKey: [...KEY, "list"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/accounts/api-keys", { params: { query: { limit: 100 } }, signal })),
});

export const scopesQuery = queryOptions<ApiScope[]>({
  queryKey: [...KEY, "scopes"],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET("/api/v1/accounts/api-keys/scopes", { signal }))).items,
  staleTime: Infinity,
});

/** The key itself is in the answer alone: nothing keeps it but the page that asked. */
export function useMakeKey() {
  const queries = useQueryClient();
  return useMutation<NewApiKey, Error, WantedApiKey>({
    mutationFn: (wanted) => answerOf(api.POST("/api/v1/accounts/api-keys", { body: wanted })),
    gcTime: 0,
    onSuccess: () => queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
}

/** Revokes a key; revoked already is as good. */
export function useRevokeKey() {
  const queries = useQueryClient();
  return useMutation<void, Error, string>({
    mutationFn: (keyId) =>
      goneAfter(
        api.DELETE("/api/v1/accounts/api-keys/{api_key_id}", {
          params: { path: { api_key_id: keyId } },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
}
