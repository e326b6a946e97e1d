import {
  infiniteQueryOptions,
  type InfiniteData,
  type QueryClient,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { answerOf, api, goneAfter } from "@/lib/api/client";
import type { FollowedCreator, FollowedPage, WantedCreator } from "@/lib/api/types";
import { untilAnswered } from "@/lib/idempotency";

const KEY = ["creators"] as const;
const FOLLOWED_KEY = [...KEY, "followed"] as const;
const LOOK_EVERY_MS = 2000;
/** Figures and outliers come a little after the posts they rest on. */
const SETTLING_MS = 20_000;

/** Whether something of a creator is about to change by itself. */
export function isChanging(creator: FollowedCreator, now: number): boolean {
  if (creator.state === "looking" || creator.state === "waiting") return true;
  if (creator.looked_at === null) return false;
  // Clocks differ: what seems to lie ahead is as near as what lies behind.
  return Math.abs(now - new Date(creator.looked_at).getTime()) < SETTLING_MS;
}

type FollowedData = InfiniteData<FollowedPage, string | null>;

export function listFollowed(data: { pages: FollowedPage[] } | undefined): FollowedCreator[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** The creators that the caller follows, those followed last first. */
export const followedQuery = infiniteQueryOptions({
  queryKey: FOLLOWED_KEY,
  queryFn: ({ pageParam, signal }): Promise<FollowedPage> =>
    answerOf(
      api.GET("/api/v1/social/creators/followed", {
        params: { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: ({ state }) =>
    listFollowed(state.data).some((creator) => isChanging(creator, Date.now()))
      ? LOOK_EVERY_MS
      : false,
});

/** Posts of followed creators that stand out, found last first. */
export const outliersQuery = infiniteQueryOptions({
  queryKey: [...KEY, "outliers"],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/v1/social/creators/outliers", {
        params: { query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
});

function change(
  queries: QueryClient,
  edit: (items: FollowedCreator[], isFirst: boolean) => FollowedCreator[],
  more: number,
): void {
  queries.setQueryData<FollowedData>(FOLLOWED_KEY, (data) =>
    data === undefined
      ? undefined
      : {
          ...data,
          pages: data.pages.map((page, index) => ({
            ...page,
            items: edit(page.items, index === 0),
            followed: page.followed + more,
          })),
        },
  );
}

/** Whatever shows posts of creators is read anew: the list, the outliers, the library. */
function useRefresh(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: KEY });
    void queries.invalidateQueries({ queryKey: ["library"] });
  };
}

/** Puts what the server said of a creator into the list. */
function useKeepCreator() {
  const queries = useQueryClient();
  return (creator: FollowedCreator): void =>
    change(
      queries,
      (items) => items.map((known) => (known.id === creator.id ? creator : known)),
      0,
    );
}

/** Follows a creator. The key makes a second click of the same wish the same one. */
export function useFollow() {
  const queries = useQueryClient();
  const refresh = useRefresh();
  return useMutation<FollowedCreator, Error, { wanted: WantedCreator; idempotencyKey: string }>({
    mutationFn: ({ wanted, idempotencyKey }) =>
      answerOf(
        api.POST("/api/v1/social/creators/followed", {
          body: wanted,
          params: { header: { "Idempotency-Key": idempotencyKey } },
        }),
      ),
    ...untilAnswered,
    onSuccess: (creator) => {
      change(
        queries,
        (items, isFirst) => {
          const others = items.filter((known) => known.id !== creator.id);
          return isFirst ? [creator, ...others] : others;
        },
        1,
      );
      refresh();
    },
  });
}

function pathOf(followedId: string) {
  return { path: { followed_id: followedId } };
}

/** Has a creator looked at now, out of turn. */
export function useLook(followedId: string) {
  const keep = useKeepCreator();
  return useMutation<FollowedCreator, Error, void>({
    mutationFn: () =>
      answerOf(
        api.POST("/api/v1/social/creators/followed/{followed_id}/look", {
          params: pathOf(followedId),
        }),
      ),
    onSuccess: keep,
  });
}

/** Pauses a creator, or goes on. */
export function usePause(followedId: string) {
  const keep = useKeepCreator();
  return useMutation<FollowedCreator, Error, boolean>({
    mutationFn: (isPaused) =>
      answerOf(
        api.PATCH("/api/v1/social/creators/followed/{followed_id}", {
          params: pathOf(followedId),
          body: { is_paused: isPaused },
        }),
      ),
    onSuccess: keep,
  });
}

/** Unfollows a creator: gone from the page at once, back if the server refuses. */
export function useUnfollow() {
  const queries = useQueryClient();
  const refresh = useRefresh();
  return useMutation<void, Error, string>({
    mutationFn: (followedId) =>
      goneAfter(
        api.DELETE("/api/v1/social/creators/followed/{followed_id}", {
          params: pathOf(followedId),
        }),
      ),
    onMutate: async (followedId) => {
      await queries.cancelQueries({ queryKey: FOLLOWED_KEY });
      change(queries, (items) => items.filter(({ id }) => id !== followedId), -1);
    },
    onSettled: refresh,
  });
}

/** Follows again whom one has unfollowed. */
export function useRestoreFollowed() {
  const refresh = useRefresh();
  return useMutation<FollowedCreator, Error, string>({
    mutationFn: (followedId) =>
      answerOf(
        api.POST("/api/v1/social/creators/followed/{followed_id}/restore", {
          params: pathOf(followedId),
        }),
      ),
    onSettled: refresh,
  });
}
