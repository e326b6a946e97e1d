import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type InfiniteData,
  useMutation,
  useQueries,
  useQueryClient,
} from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import type { AnalysedPost, LibraryPage, LibraryPost } from "@/lib/api/types";

import { buildLibraryQuery, type LibrarySearch } from "./filters";

const PER_PAGE = 20;
const KEY = ["library"] as const;
const POSTS_KEY = [...KEY, "posts"] as const;

/** The caller's posts as the address wants them, page by page. */
export function libraryQuery(search: LibrarySearch) {
  const query = buildLibraryQuery(search);
  return infiniteQueryOptions({
    queryKey: [...POSTS_KEY, query] as const,
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET("/api/v1/social/posts", {
          params: {
            query: {
              ...query,
              limit: PER_PAGE,
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    // Standings that are still being worked out come by themselves.
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isPending)) ? 4000 : false,
  });
}

function isPending(post: LibraryPost): boolean {
  return post.standing.state === "pending";
}

/** The creators of the caller's library, for the filter. */
export const creatorsQuery = infiniteQueryOptions({
  queryKey: [...KEY, "creators"],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/v1/social/creators", {
        params: { query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

/** One post by its id, where no list holds it. */
export function postQuery(postId: string) {
  return queryOptions({
    queryKey: [...KEY, "post", postId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/social/posts/{post_id}", {
          params: { path: { post_id: postId } },
          signal,
        }),
      ),
  });
}

function resultsQuery(postIds: readonly string[]) {
  return queryOptions({
    queryKey: ["requests", "results", postIds],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/analysis/results", {
          params: { query: { post_id: [...postIds] } },
          signal,
        }),
      ),
    enabled: postIds.length > 0,
  });
}

/** Which posts have been analysed, and where that stands; asked page by page. */
export function useAnalysedPosts(pages: readonly LibraryPage[]): Map<string, AnalysedPost> {
  return useQueries({
    queries: pages.map((page) => resultsQuery(page.items.map((post) => post.id))),
    combine: (answers) =>
      new Map(answers.flatMap(({ data }) => data?.items ?? []).map((item) => [item.post_id, item])),
  });
}

type LibraryData = InfiniteData<LibraryPage, string | null>;

function without(data: LibraryData | undefined, ids: ReadonlySet<string>): LibraryData | undefined {
  if (data === undefined) return undefined;
  const gone = data.pages.flatMap((page) => page.items).filter((post) => ids.has(post.id)).length;
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.filter((post) => !ids.has(post.id)),
      totals: { ...page.totals, posts: page.totals.posts - gone },
    })),
  };
}

/** Everything that shows posts or counts them is read anew. */
export function useRefreshLibrary(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: KEY });
}

function withSaved(
  data: LibraryData | undefined,
  postId: string,
  isSaved: boolean,
): LibraryData | undefined {
  if (data === undefined) return undefined;
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((post) => (post.id === postId ? { ...post, is_saved: isSaved } : post)),
    })),
  };
}

/** Keeps a post apart, or no longer: shown at once, as it was if the server refuses. */
export function useSavePost() {
  const queries = useQueryClient();
  const refresh = useRefreshLibrary();
  return useMutation({
    mutationFn: ({ postId, isSaved }: { postId: string; isSaved: boolean }) =>
      answerOf(
        isSaved
          ? api.POST("/api/v1/social/posts/save", { body: { post_ids: [postId] } })
          : api.POST("/api/v1/social/posts/unsave", { body: { post_ids: [postId] } }),
      ),
    onMutate: async ({ postId, isSaved }) => {
      await queries.cancelQueries({ queryKey: POSTS_KEY });
      queries.setQueriesData<LibraryData>({ queryKey: POSTS_KEY }, (data) =>
        withSaved(data, postId, isSaved),
      );
    },
    onSettled: refresh,
  });
}

/** Takes posts out of the library: gone from the page at once, back if the server refuses. */
export function useRemovePosts() {
  const queries = useQueryClient();
  const refresh = useRefreshLibrary();
  return useMutation({
    mutationFn: (postIds: string[]) =>
      answerOf(api.POST("/api/v1/social/posts/remove", { body: { post_ids: postIds } })),
    onMutate: async (postIds) => {
      await queries.cancelQueries({ queryKey: POSTS_KEY });
      const ids = new Set(postIds);
      queries.setQueriesData<LibraryData>({ queryKey: POSTS_KEY }, (data) => without(data, ids));
    },
    onSettled: refresh,
  });
}

/** Puts removed posts back. */
export function useRestorePosts() {
  const refresh = useRefreshLibrary();
  return useMutation({
    mutationFn: (postIds: string[]) =>
      answerOf(api.POST("/api/v1/social/posts/restore", { body: { post_ids: postIds } })),
    onSettled: refresh,
  });
}
