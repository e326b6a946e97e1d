import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { WebhookEndpoint } from "@/lib/api/types";

import { DeliveryLog } from "./DeliveryLog";
import { EndpointDrawer } from "./EndpointDrawer";
import {
  endpointQuery,
  endpointsQuery,
  useChangeEndpoint,
  useDeleteEndpoint,
  useSendTest,
} from "./queries";
import { SecretSection } from "./SecretSection";
import { EndpointChip } from "./StatusChip";
import { useWebhookWords } from "./useWebhookWords";
import { useEventList } from "./WebhooksPage";

const route = getRouteApi("/shell/settings/webhooks/$endpointId");

/** Why nothing is sent, or soon will not be, and what to do about it. */
function StandingNote({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const look = "mb-5 rounded-control px-3 py-2 text-table";
  if (endpoint.status === "paused") {
    return <p className={`${look} bg-fill text-ink-2`}>{t("standing.paused")}</p>;
  }
  if (endpoint.status === "disabled") {
    return (
      <p className={`${look} bg-danger-soft text-danger`}>
        {t(endpoint.disabled_reason === "gone" ? "standing.gone" : "standing.hopeless")}
        {endpoint.disabled_at !== null && (
          <>
            {" "}
            {t("standing.since")} <DateTime at={endpoint.disabled_at} />.
          </>
        )}
      </p>
    );
  }
  if (endpoint.failing_since === null) return null;
  return (
    <p className={`${look} bg-warn-soft text-warn`}>
      {t("standing.failing")} <DateTime at={endpoint.failing_since} />. {t("standing.failingToDo")}
    </p>
  );
}

function Facts({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const listEvents = useEventList();
  const at = (instant: string | null) =>
    instant === null ? t("fact.never") : <DateTime at={instant} />;
  const facts = [
    { name: t("fact.events"), value: listEvents(endpoint.event_types) },
    { name: t("fact.success"), value: at(endpoint.last_success_at) },
    { name: t("fact.failure"), value: at(endpoint.last_failure_at) },
  ];
  return (
    <dl className="border-t border-line">
      {facts.map(({ name, value }) => (
        <div
          key={name}
          className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-4 border-b border-line py-2 text-table last:border-b-0"
        >
          <dt className="text-ink-3">{name}</dt>
          <dd className="wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const navigate = route.useNavigate();
  const { describeOutcome, describeProblem } = useWebhookWords();
  const test = useSendTest(endpoint.id);
  const change = useChangeEndpoint(endpoint.id);
  const isOn = endpoint.status === "enabled";
  const last = test.data?.attempts.at(-1);
  const error = test.error ?? change.error;
  return (
    <>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button kind="primary" busy={test.isPending} onClick={() => test.mutate()}>
          {t("test.send")}
        </Button>
        <Button
          busy={change.isPending}
          onClick={() => change.mutate({ status: isOn ? "paused" : "enabled" })}
        >
          {t(isOn ? "action.pause" : "action.enable")}
        </Button>
        <Button
          onClick={() =>
            void navigate({ search: (before) => ({ ...before, edit: true }), resetScroll: false })
          }
        >
          {t("action.edit")}
        </Button>
      </div>
      <p
        role="status"
        className={`mt-2 text-table ${test.data?.state === "failed" ? "text-danger" : "text-ink-2"}`}
      >
        {test.isPending && t("test.pending")}
        {last !== undefined &&
          t(test.data?.state === "delivered" ? "test.delivered" : "test.failed", {
            outcome: describeOutcome(last),
          })}
      </p>
      {error !== null && (
        <div className="mt-3">
          <FormProblem>{describeProblem(error)}</FormProblem>
        </div>
      )}
    </>
  );
}

function EditDrawer({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const { edit: isEditing = false } = route.useSearch();
  const navigate = route.useNavigate();
  const change = useChangeEndpoint(endpoint.id);

  function close(): void {
    change.reset();
    void navigate({
      search: (before) => ({ ...before, edit: undefined }),
      replace: true,
      resetScroll: false,
    });
  }

  return (
    <EndpointDrawer
      title={t("action.edit")}
      isOpen={isEditing}
      onClose={close}
      endpoint={endpoint}
      submitLabel={t("form.save")}
      isBusy={change.isPending}
      error={change.error}
      onSubmit={(wanted) => change.mutate(wanted, { onSuccess: close })}
    />
  );
}

function DeleteSection({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const navigate = route.useNavigate();
  const { queries } = route.useRouteContext();
  const { describeProblem } = useWebhookWords();
  const remove = useDeleteEndpoint(endpoint.id);
  const [isAsking, setAsking] = useState(false);
  return (
    <SettingsSection title={t("delete.title")} lead={t("delete.lead")}>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {t("delete.action")}
      </Button>
      <ConfirmDialog
        title={t("delete.question")}
        action={t("delete.action")}
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={
          remove.error !== null && (
            <div className="mt-4">
              <FormProblem>{describeProblem(remove.error)}</FormProblem>
            </div>
          )
        }
        onConfirm={() =>
          remove.mutate(undefined, {
            onSuccess: async () => {
              await navigate({ to: "/settings/webhooks", replace: true });
              queries.removeQueries({ queryKey: endpointQuery(endpoint.id).queryKey });
              await queries.invalidateQueries({ queryKey: endpointsQuery.queryKey });
            },
          })
        }
        onClose={() => setAsking(false)}
      >
        {t("delete.lost")}
      </ConfirmDialog>
    </SettingsSection>
  );
}

/** One endpoint: how it stands, its secret, and all that was sent to it. */
export function EndpointPage() {
  const { t } = useTranslation("webhooks");
  const { endpointId } = route.useParams();
  const { data: endpoint, error, refetch } = useQuery(endpointQuery(endpointId));
  return (
    <>
      <Link
        to="/settings/webhooks"
        className="-ml-1 mb-3 inline-flex items-center gap-1 rounded-chip text-table text-ink-2 hovered:text-ink"
      >
        <ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />
        {t("all")}
      </Link>
      {endpoint === undefined && error === null && (
        <LoadingShapes className="flex flex-col gap-3">
          <Skeleton className="h-7 w-80 max-w-full" />
          <Skeleton className="h-8 w-64" />
          <Skeleton className="h-32 w-full" />
        </LoadingShapes>
      )}
      {endpoint === undefined && error !== null && (
        <ErrorState inSection error={error} onRetry={() => void refetch()} />
      )}
      {endpoint !== undefined && (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
            <h2 className="min-w-0 flex-1 basis-64 text-section">{endpoint.url}</h2>
            <EndpointChip endpoint={endpoint} />
          </div>
          {endpoint.description !== null && (
            <p dir="auto" className="mt-1 text-body text-ink-2">
              {endpoint.description}
            </p>
          )}
          <Actions endpoint={endpoint} />
          <div className="mt-5">
            <StandingNote endpoint={endpoint} />
            <Facts endpoint={endpoint} />
          </div>
          <DeliveryLog endpointId={endpointId} />
          <SecretSection endpoint={endpoint} />
          <DeleteSection endpoint={endpoint} />
          <EditDrawer endpoint={endpoint} />
        </>
      )}
    </>
  );
}
