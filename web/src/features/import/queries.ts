import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { answerOf, api } from "@/lib/api/client";
import { ApiError } from "@/lib/api/errors";
import type { ImportFields, ImportRead, ImportRow } from "@/lib/api/types";

import { buildPreviewForm } from "./forms";
import type { PostSource } from "./source";

const KEY = ["imports"] as const;
const READ_EVERY_MS = 800;

/** Whether an import still changes by itself. */
export function isMoving(made: Pick<ImportRead, "status">): boolean {
  return made.status !== "COMPLETED" && made.status !== "FAILED";
}

/** How the file would be read, with these fields of the form. */
export function previewQuery(source: PostSource, fields: ImportFields) {
  return queryOptions({
    queryKey: [...KEY, "preview", source.id, fields],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST("/api/v1/social/posts/import/preview", {
          // The files are blobs; the form is made of them below.
          body: { file: [] },
          bodySerializer: () => buildPreviewForm(source, fields),
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** The caller's imports, newest first. */
export const importsQuery = infiniteQueryOptions({
  queryKey: [...KEY, "list"],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET("/api/v1/social/imports", {
        params: { query: { limit: 10, ...(pageParam === null ? {} : { cursor: pageParam }) } },
        signal,
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_cursor,
  refetchInterval: ({ state }) =>
    state.data?.pages.some((page) => page.items.some(isMoving)) ? 2000 : false,
});

/** One import, read again while it runs. */
export function importQuery(importId: string) {
  return queryOptions({
    queryKey: [...KEY, "one", importId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/social/imports/{import_id}", {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isMoving(state.data) && state.error === null
        ? READ_EVERY_MS
        : false,
  });
}

export type RowOutcome = ImportRow["outcome"];

function fetchRows(
  importId: string,
  outcome: RowOutcome | undefined,
  cursor: number | null,
  limit: number,
  signal?: AbortSignal,
) {
  return answerOf(
    api.GET("/api/v1/social/imports/{import_id}/rows", {
      params: {
        path: { import_id: importId },
        query: {
          limit,
          ...(outcome === undefined ? {} : { outcome }),
          ...(cursor === null ? {} : { cursor }),
        },
      },
      signal,
    }),
  );
}

/** What became of each row, of one outcome or of all. */
export function importRowsQuery(importId: string, outcome: RowOutcome | undefined) {
  return infiniteQueryOptions({
    queryKey: [...KEY, "rows", importId, outcome ?? "all"],
    queryFn: ({ pageParam, signal }) => fetchRows(importId, outcome, pageParam, 50, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.next_cursor === null ? null : Number(page.next_cursor)),
  });
}

/** All refused rows, for the file of them. */
export async function fetchRefused(importId: string): Promise<ImportRow[]> {
  const rows: ImportRow[] = [];
  let cursor: number | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof fetchRows>> = await fetchRows(
      importId,
      "refused",
      cursor,
      100,
    );
    rows.push(...page.items);
    if (page.next_cursor === null) return rows;
    cursor = Number(page.next_cursor);
  }
}

/** Whatever shows imports, posts or their figures is read anew. */
export function useRefreshImports(): () => void {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: [...KEY, "list"] });
    void queries.invalidateQueries({ queryKey: ["library"] });
  };
}

/** Takes an import back; gone already is as good. */
export function useDeleteImport(importId: string) {
  const queries = useQueryClient();
  const refresh = useRefreshImports();
  return useMutation<unknown, Error, void>({
    mutationFn: async () => {
      try {
        const removing = await answerOf(
          api.DELETE("/api/v1/social/imports/{import_id}", {
            params: { path: { import_id: importId } },
          }),
        );
        queries.setQueryData(importQuery(importId).queryKey, removing);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
    onSuccess: refresh,
  });
}
