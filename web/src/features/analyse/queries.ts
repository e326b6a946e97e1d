import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { answerOf, api } from "@/lib/api/client";
import type { CheckedUrl } from "@/lib/api/types";

export const demoQuery = queryOptions({
  queryKey: ["social", "demo"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/social/demo", { signal })),
  staleTime: 60 * 60_000,
  // After the very first start the demo is still being drawn.
  refetchInterval: ({ state }) => (state.data?.creators.length === 0 ? 2000 : false),
});

/** Platforms, and whether their posts are read by link. */
export const platformsQuery = queryOptions({
  queryKey: ["social", "platforms"],
  queryFn: ({ signal }) => answerOf(api.GET("/api/v1/social/platforms", { signal })),
  staleTime: 60 * 60_000,
});

/** What the server makes of each text, one per line; earlier answers stand while it reads new ones. */
export function useCheckedUrls(joinedTexts: string) {
  const texts = useMemo(() => joinedTexts.split("\n").filter(Boolean), [joinedTexts]);
  const query = useQuery({
    queryKey: ["analysis", "urls", texts],
    queryFn: async ({ signal }) => {
      const answer = await answerOf(
        api.POST("/api/v1/analysis/urls/check", { body: { post_urls: texts }, signal }),
      );
      return { texts, items: answer.items };
    },
    enabled: texts.length > 0,
    placeholderData: keepPreviousData,
  });
  const known = useMemo(() => {
    const byText = new Map<string, CheckedUrl>();
    for (const item of query.data?.items ?? []) {
      const text = query.data?.texts[item.index];
      if (text !== undefined) byText.set(text, item);
    }
    return byText;
  }, [query.data]);
  return { known, error: query.error };
}
