import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ListSection } from "@/features/settings/ListSection";
import type { WebhookEndpoint } from "@/lib/api/types";

import { EndpointDrawer } from "./EndpointDrawer";
import { endpointsQuery, useCreateEndpoint } from "./queries";
import { EndpointChip } from "./StatusChip";

const route = getRouteApi("/shell/settings/webhooks");

/** "All events", or the types themselves. */
export function useEventList() {
  const { t } = useTranslation("webhooks");
  return (types: readonly string[]): string =>
    types.length === 0 ? t("row.allEvents") : types.join(", ");
}

function EndpointRow({ endpoint }: { endpoint: WebhookEndpoint }) {
  const listEvents = useEventList();
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-b border-line py-3.5 hovered:bg-fill">
      <div className="min-w-0">
        <Link
          to="/settings/webhooks/$endpointId"
          params={{ endpointId: endpoint.id }}
          className="block truncate rounded-chip text-body font-semibold after:absolute after:inset-0 after:content-['']"
        >
          {endpoint.url}
        </Link>
        {endpoint.description !== null && (
          <p dir="auto" className="truncate text-table text-ink-2">
            {endpoint.description}
          </p>
        )}
        <p className="mt-0.5 truncate text-note text-ink-3">{listEvents(endpoint.event_types)}</p>
      </div>
      <EndpointChip endpoint={endpoint} />
    </li>
  );
}

function CreateDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const navigate = route.useNavigate();
  const create = useCreateEndpoint();
  return (
    <EndpointDrawer
      title={t("create.title")}
      isOpen={isOpen}
      onClose={onClose}
      submitLabel={t("create.submit")}
      isBusy={create.isPending}
      error={create.error}
      onSubmit={(wanted) =>
        create.mutate(wanted, {
          onSuccess: ({ id }) =>
            void navigate({
              to: "/settings/webhooks/$endpointId",
              params: { endpointId: id },
              replace: true,
            }),
        })
      }
    />
  );
}

/** Addresses of the user's own that are told what happens here. */
export function WebhooksPage() {
  const { t } = useTranslation("webhooks");
  const { make: isMaking = false } = route.useSearch();
  const navigate = route.useNavigate();
  const endpoints = useQuery(endpointsQuery);

  function openDrawer(isOpen: boolean): void {
    void navigate({ search: isOpen ? { make: true } : {}, replace: !isOpen, resetScroll: false });
  }

  return (
    <ListSection
      title={t("title")}
      lead={t("lead")}
      list={endpoints}
      renderItem={(endpoint) => <EndpointRow key={endpoint.id} endpoint={endpoint} />}
      makeLabel={t("create.open")}
      onMake={() => openDrawer(true)}
      empty={{ Icon: Webhook, title: t("empty.title"), lead: t("empty.lead") }}
    >
      <CreateDrawer isOpen={isMaking} onClose={() => openDrawer(false)} />
    </ListSection>
  );
}
