import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Webhook } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Drawer } from "@/components/Drawer";
import { EmptySection } from "@/components/EmptySection";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { WebhookEndpoint } from "@/lib/api/types";

import { EndpointForm } from "./EndpointForm";
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

function LoadingRows() {
  return (
    <LoadingShapes>
      {[0, 1].map((index) => (
        <div
          key={index}
          className="flex h-[76px] flex-col justify-center gap-2 border-b border-line"
        >
          <Skeleton className="h-4 w-72 max-w-full" />
          <Skeleton className="h-3 w-40" />
        </div>
      ))}
    </LoadingShapes>
  );
}

function CreateDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const navigate = route.useNavigate();
  const create = useCreateEndpoint();
  return (
    <Drawer title={t("create.title")} isOpen={isOpen} onClose={onClose}>
      <EndpointForm
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
    </Drawer>
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

  const createButton = (
    <Button
      kind="primary"
      onClick={() => openDrawer(true)}
      icon={<Plus aria-hidden className="size-4" strokeWidth={1.75} />}
    >
      {t("create.open")}
    </Button>
  );
  const isEmpty = endpoints.data?.items.length === 0;
  return (
    <SettingsSection isFirst title={t("title")} lead={t("lead")} action={!isEmpty && createButton}>
      {endpoints.isPending && <LoadingRows />}
      {endpoints.error !== null && endpoints.data === undefined && (
        <ErrorState inSection error={endpoints.error} onRetry={() => void endpoints.refetch()} />
      )}
      {isEmpty && (
        <EmptySection Icon={Webhook} title={t("empty.title")} action={createButton}>
          {t("empty.lead")}
        </EmptySection>
      )}
      {endpoints.data !== undefined && !isEmpty && (
        <ul aria-label={t("title")} className="border-t border-line-2">
          {endpoints.data.items.map((endpoint) => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} />
          ))}
        </ul>
      )}
      <CreateDrawer isOpen={isMaking} onClose={() => openDrawer(false)} />
    </SettingsSection>
  );
}
