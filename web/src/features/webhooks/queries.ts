import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";

import { answerOf, api, goneAfter } from "@/lib/api/client";
import type {
  NewWebhookEndpoint,
  WantedWebhookEndpoint,
  WebhookDeliveriesPage,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointsPage,
  WebhookEventType,
  WebhookSecret,
} from "@/lib/api/types";

const KEY = ["webhooks"] as const;
const LOOK_EVERY_MS = 3000;

export type DeliveryState = WebhookDelivery["state"];

/** All endpoints: there can be but a few. */
export const endpointsQuery = queryOptions<WebhookEndpointsPage>({
  queryKey: [...KEY, "list"],
  queryFn: ({ signal }) =>
    answerOf(
      api.GET("/api/v1/accounts/webhook-endpoints", {
        params: { query: { limit: 100 } },
        signal,
      }),
    ),
});

export const eventTypesQuery = queryOptions<WebhookEventType[]>({
  queryKey: [...KEY, "event-types"],
  queryFn: async ({ signal }) =>
    (await answerOf(api.GET("/api/v1/accounts/webhook-endpoints/event-types", { signal }))).items,
  staleTime: Infinity,
});

function pathOf(endpointId: string) {
  return { path: { endpoint_id: endpointId } };
}

export function endpointQuery(endpointId: string) {
  return queryOptions<WebhookEndpoint>({
    queryKey: [...KEY, "one", endpointId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/v1/accounts/webhook-endpoints/{endpoint_id}", {
          params: pathOf(endpointId),
          signal,
        }),
      ),
  });
}

/** What was sent lately, newest first; looked at again while something is on its way. */
export function deliveriesQuery(endpointId: string, state: DeliveryState | undefined) {
  return infiniteQueryOptions({
    queryKey: [...KEY, "deliveries", endpointId, state ?? "all"],
    queryFn: ({ pageParam, signal }): Promise<WebhookDeliveriesPage> =>
      answerOf(
        api.GET("/api/v1/accounts/webhook-endpoints/{endpoint_id}/deliveries", {
          params: {
            ...pathOf(endpointId),
            query: {
              limit: 20,
              ...(state === undefined ? {} : { state }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state: { data, error } }) =>
      error === null &&
      data?.pages.some(({ items }) => items.some((each) => each.state === "pending")) === true
        ? LOOK_EVERY_MS
        : false,
  });
}

/** Whatever shows endpoints or deliveries is read anew. */
function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: KEY });
}

export function useCreateEndpoint() {
  const refresh = useRefresh();
  return useMutation<NewWebhookEndpoint, Error, WantedWebhookEndpoint>({
    mutationFn: (body) => answerOf(api.POST("/api/v1/accounts/webhook-endpoints", { body })),
    // The answer holds the secret: it is kept for as long as it is looked at.
    gcTime: 0,
    onSuccess: refresh,
  });
}

export function useChangeEndpoint(endpointId: string) {
  const refresh = useRefresh();
  return useMutation<WebhookEndpoint, Error, WebhookEndpointChange>({
    mutationFn: (body) =>
      answerOf(
        api.PATCH("/api/v1/accounts/webhook-endpoints/{endpoint_id}", {
          params: pathOf(endpointId),
          body,
        }),
      ),
    onSuccess: refresh,
  });
}

/** Deletes an endpoint; gone already is as good. */
export function useDeleteEndpoint(endpointId: string) {
  return useMutation<void, Error, void>({
    mutationFn: () =>
      goneAfter(
        api.DELETE("/api/v1/accounts/webhook-endpoints/{endpoint_id}", {
          params: pathOf(endpointId),
        }),
      ),
  });
}

/** Reads the secret when someone asks to see it; it is kept nowhere else. */
export function useReadSecret(endpointId: string) {
  return useMutation<WebhookSecret, Error, void>({
    mutationFn: () =>
      answerOf(
        api.GET("/api/v1/accounts/webhook-endpoints/{endpoint_id}/secret", {
          params: pathOf(endpointId),
        }),
      ),
    gcTime: 0,
  });
}

export function useRotateSecret(endpointId: string) {
  const refresh = useRefresh();
  return useMutation<WebhookSecret, Error, void>({
    mutationFn: () =>
      answerOf(
        api.POST("/api/v1/accounts/webhook-endpoints/{endpoint_id}/rotate-secret", {
          params: pathOf(endpointId),
        }),
      ),
    gcTime: 0,
    onSuccess: refresh,
  });
}

/** Sends a test now; the answer tells what came of it. */
export function useSendTest(endpointId: string) {
  const refresh = useRefresh();
  return useMutation<WebhookDelivery, Error, void>({
    mutationFn: () =>
      answerOf(
        api.POST("/api/v1/accounts/webhook-endpoints/{endpoint_id}/test", {
          params: pathOf(endpointId),
        }),
      ),
    onSuccess: refresh,
  });
}

export function useReplay(endpointId: string) {
  const refresh = useRefresh();
  return useMutation<WebhookDelivery, Error, string>({
    mutationFn: (deliveryId) =>
      answerOf(
        api.POST(
          "/api/v1/accounts/webhook-endpoints/{endpoint_id}/deliveries/{delivery_id}/replay",
          { params: { path: { endpoint_id: endpointId, delivery_id: deliveryId } } },
        ),
      ),
    onSuccess: refresh,
  });
}

/** Sends again what has failed since an instant; how many that is. */
export function useReplaySince(endpointId: string) {
  const refresh = useRefresh();
  return useMutation<number, Error, Date>({
    mutationFn: async (since) => {
      const answer = await answerOf(
        api.POST("/api/v1/accounts/webhook-endpoints/{endpoint_id}/replay", {
          params: pathOf(endpointId),
          body: { since: since.toISOString(), only_failed: true },
        }),
      );
      return answer.replayed;
    },
    onSuccess: refresh,
  });
}
