import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { answerOf, api, goneAfter } from "@/lib/api/client";
import type { SignInsPage } from "@/lib/api/types";

/** Where the user is signed in, as many as a page holds. */
export const signInsQuery = queryOptions<SignInsPage>({
  queryKey: ["accounts", "sessions"],
  queryFn: ({ signal }) =>
    answerOf(api.GET("/api/v1/accounts/sessions", { params: { query: { limit: 100 } }, signal })),
});

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: signInsQuery.queryKey });
}

/** Ends one session; ended already is as good. */
export function useEndSession() {
  const refresh = useRefresh();
  return useMutation<void, Error, string>({
    mutationFn: (sessionId) =>
      goneAfter(
        api.DELETE("/api/v1/accounts/sessions/{session_id}", {
          params: { path: { session_id: sessionId } },
        }),
      ),
    onSuccess: refresh,
  });
}

/** Ends all sessions but this one. */
export function useEndOtherSessions() {
  const refresh = useRefresh();
  return useMutation<unknown, Error, void>({
    mutationFn: () => answerOf(api.DELETE("/api/v1/accounts/sessions")),
    onSuccess: refresh,
  });
}
