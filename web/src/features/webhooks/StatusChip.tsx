import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import type { WebhookDelivery, WebhookEndpoint } from "@/lib/api/types";

/** Where an endpoint stands; one that only fails is told before it is disabled. */
export function EndpointChip({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  if (endpoint.status === "disabled") return <Chip kind="danger">{t("status.disabled")}</Chip>;
  if (endpoint.status === "paused") return <Chip kind="dashed">{t("status.paused")}</Chip>;
  if (endpoint.failing_since !== null) return <Chip kind="warn">{t("status.failing")}</Chip>;
  return <Chip kind="fill">{t("status.enabled")}</Chip>;
}

const DELIVERY_KINDS = { pending: "outline", delivered: "fill", failed: "danger" } as const;

/** What has become of a delivery so far. */
export function DeliveryChip({ state }: { state: WebhookDelivery["state"] }) {
  const { t } = useTranslation("webhooks");
  return (
    <Chip kind={DELIVERY_KINDS[state]} small>
      {t(`delivery.${state}`)}
    </Chip>
  );
}
