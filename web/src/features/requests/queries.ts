import {
  infiniteQueryOptions,
  type InfiniteData,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useRef } from "react";

import { limitsQuery } from "@/features/accounts/queries";
import { answerOf, api } from "@/lib/api/client";
import type {
  CreatorChoice,
  RequestRead,
  RequestsPage,
  RequestsQuery,
  RequestSummary,
} from "@/lib/api/types";
import { buildIdempotencyKey, untilAnswered } from "@/lib/idempotency";

const LISTS_KEY = ["requests", "list"] as const;

/** The caller's analyses that a filter lets through, newest first, page by page. */
export function requestListQuery(filter: RequestsQuery) {
  return infiniteQueryOptions({
    queryKey: [...LISTS_KEY, filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/v1/analysis/requests", {
          params: {
            query: { ...filter, limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** All of the caller's analyses. */
export const requestsQuery = requestListQuery({});

export function requestQuery(requestId: string) {
  return queryOptions<RequestRead>({
    queryKey: ["requests", "one", requestId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/analysis/requests/{request_id}", {
          params: { path: { request_id: requestId } },
          signal,
        }),
      ),
  });
}

/** Names the posts of a request among what is held. */
export function postsKey(requestId: string) {
  return ["requests", "posts", requestId] as const;
}

/** The posts of a request as they stand on their platforms, once there are any. */
export function requestPostsQuery(request: Pick<RequestRead, "id" | "posts">) {
  const requestId = request.id;
  return queryOptions({
    enabled: request.posts.some((post) => post.post_id !== null),
    queryKey: postsKey(requestId),
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/social/posts/analysis/{analysis_request_id}", {
          params: { path: { analysis_request_id: requestId } },
          signal,
        }),
      ),
    // Media links expire: they are fetched anew after ten minutes.
    staleTime: 10 * 60_000,
  });
}

/** Puts a request's new state where every view of it looks. */
function useKeepRequest() {
  const queries = useQueryClient();
  return (request: RequestRead): void => {
    queries.setQueryData(requestQuery(request.id).queryKey, request);
    void queries.invalidateQueries({ queryKey: LISTS_KEY });
    void queries.invalidateQueries({ queryKey: limitsQuery.queryKey });
  };
}

/** What is to be analysed: posts by their links, or a creator's newest. */
export type AnalysisWish = { postUrls: string[] } | { creator: CreatorChoice };

/** Starts an analysis. The key makes a second click of the same wish the same request. */
export function useStartAnalysis() {
  const keep = useKeepRequest();
  return useMutation<RequestRead, Error, AnalysisWish & { idempotencyKey: string }>({
    mutationFn: ({ idempotencyKey, ...wish }) =>
      answerOf(
        api.POST("/api/v1/analysis/analyze", {
          body: "creator" in wish ? { creator: wish.creator } : { post_urls: wish.postUrls },
          params: { header: { "Idempotency-Key": idempotencyKey } },
        }),
      ),
    ...untilAnswered,
    onSuccess: keep,
  });
}

export function useCancelRequest(requestId: string) {
  const keep = useKeepRequest();
  return useMutation<RequestRead, Error, void>({
    mutationFn: () =>
      answerOf(
        api.POST("/api/v1/analysis/requests/{request_id}/cancel", {
          params: { path: { request_id: requestId } },
        }),
      ),
    onSuccess: keep,
  });
}

/** Tries the failed posts again; without an answer, a second click is the same wish. */
export function useRetryRequest(requestId: string) {
  const keep = useKeepRequest();
  const key = useRef<string | null>(null);
  return useMutation<RequestRead, Error, void>({
    mutationFn: () => {
      key.current ??= buildIdempotencyKey();
      return answerOf(
        api.POST("/api/v1/analysis/requests/{request_id}/retry", {
          params: { path: { request_id: requestId }, header: { "Idempotency-Key": key.current } },
        }),
      );
    },
    ...untilAnswered,
    onSuccess: (request) => {
      key.current = null;
      keep(request);
    },
  });
}

type ListData = InfiniteData<RequestsPage, string | null>;

function without(data: ListData | undefined, requestId: string): ListData | undefined {
  if (data === undefined) return undefined;
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.filter((request) => request.id !== requestId),
    })),
  };
}

/** Whatever lists analyses, or tells which posts have one, is read anew. */
function useRefreshLists(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: LISTS_KEY });
    void queries.invalidateQueries({ queryKey: ["requests", "results"] });
  };
}

/** Deletes an analysis: gone from the page at once, back if the server refuses. */
export function useDeleteRequest() {
  const queries = useQueryClient();
  const refresh = useRefreshLists();
  return useMutation<unknown, Error, string>({
    mutationFn: (requestId) =>
      answerOf(
        api.DELETE("/api/v1/analysis/requests/{request_id}", {
          params: { path: { request_id: requestId } },
        }),
      ),
    onMutate: async (requestId) => {
      await queries.cancelQueries({ queryKey: LISTS_KEY });
      queries.setQueriesData<ListData>({ queryKey: LISTS_KEY }, (data) => without(data, requestId));
    },
    onSuccess: (_, requestId) => queries.removeQueries(requestQuery(requestId)),
    onSettled: refresh,
  });
}

/** Puts a deleted analysis back. */
export function useRestoreRequest() {
  const refresh = useRefreshLists();
  return useMutation<RequestSummary, Error, string>({
    mutationFn: (requestId) =>
      answerOf(
        api.POST("/api/v1/analysis/requests/{request_id}/restore", {
          params: { path: { request_id: requestId } },
        }),
      ),
    onSettled: refresh,
  });
}
