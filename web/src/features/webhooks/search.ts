import { readOneOf } from "@/lib/searchParams";

export const DELIVERY_STATES = ["pending", "delivered", "failed"] as const;

/** What an endpoint's address holds beside its id. */
export interface DeliverySearch {
  state?: (typeof DELIVERY_STATES)[number];
  /** The delivery that is open. */
  delivery?: string;
  /** Its settings are being changed. */
  edit?: true;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readDeliverySearch(search: Record<string, unknown>): DeliverySearch {
  const { delivery } = search;
  return {
    state: readOneOf(search["state"], DELIVERY_STATES),
    delivery: typeof delivery === "string" && UUID.test(delivery) ? delivery : undefined,
    edit: search["edit"] === true || undefined,
  };
}
