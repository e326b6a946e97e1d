import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { ErrorState } from "@/components/ErrorState";
import { FilterMenu } from "@/components/FilterMenu";
import { MoreButton } from "@/components/MoreButton";
import { SelectField } from "@/components/SelectField";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { DoneNote, SettingsSection } from "@/features/settings/SettingsSection";

import { DeliveryRow } from "./DeliveryRow";
import { deliveriesQuery, useReplaySince } from "./queries";
import { DELIVERY_STATES, type DeliverySearch } from "./search";
import { useWebhookWords } from "./useWebhookWords";

const route = getRouteApi("/shell/settings/webhooks/$endpointId");

const SPANS = ["1", "24", "168", "720"] as const;
const HOUR_MS = 3_600_000;

/** For receivers that were down: all that has failed since goes out again. */
function ReplayDialog(props: {
  endpointId: string;
  isOpen: boolean;
  onReplayed: (count: number) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(["webhooks", "common"]);
  const { describeProblem } = useWebhookWords();
  const replay = useReplaySince(props.endpointId);
  const [hours, setHours] = useState<string>("24");
  return (
    <Dialog title={t("webhooks:replay.title")} isOpen={props.isOpen} onClose={props.onClose}>
      <div className="flex flex-col gap-4 px-5 pb-5">
        <p className="text-body text-ink-2">{t("webhooks:replay.lead")}</p>
        <SelectField
          label={t("webhooks:replay.since")}
          value={hours}
          onChange={(event) => setHours(event.target.value)}
        >
          {SPANS.map((each) => (
            <option key={each} value={each}>
              {t(`webhooks:replay.span.${each}`)}
            </option>
          ))}
        </SelectField>
        {replay.error !== null && <FormProblem>{describeProblem(replay.error)}</FormProblem>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={props.onClose}>{t("common:dialog.keep")}</Button>
          <Button
            kind="primary"
            busy={replay.isPending}
            onClick={() =>
              replay.mutate(new Date(Date.now() - Number(hours) * HOUR_MS), {
                onSuccess: props.onReplayed,
              })
            }
          >
            {t("webhooks:replay.submit")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function LoadingRows() {
  return (
    <LoadingShapes>
      {[0, 1, 2].map((index) => (
        <div key={index} className="flex h-11 items-center justify-between border-b border-line">
          <Skeleton className="h-4 w-48" />
          <Skeleton className="h-4 w-16" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** What was sent in the last 30 days, and what came of it. */
export function DeliveryLog({ endpointId }: { endpointId: string }) {
  const { t } = useTranslation("webhooks");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useInfiniteQuery(deliveriesQuery(endpointId, search.state));
  const [isAsking, setAsking] = useState(false);
  const [replayed, setReplayed] = useState<number | null>(null);
  const deliveries = log.data?.pages.flatMap(({ items }) => items) ?? [];

  function change(next: DeliverySearch): void {
    void navigate({
      search: (before) => ({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    });
  }

  return (
    <SettingsSection title={t("log.title")} lead={t("log.lead")}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <FilterMenu
          label={t("log.state")}
          isSingle
          options={DELIVERY_STATES.map((state) => ({
            value: state,
            name: t(`delivery.${state}`),
          }))}
          chosen={search.state === undefined ? [] : [search.state]}
          onChange={([chosen]) =>
            change({ state: DELIVERY_STATES.find((each) => each === chosen), delivery: undefined })
          }
        />
        <Button onClick={() => setAsking(true)}>{t("replay.open")}</Button>
        <DoneNote>{replayed === null ? null : t("replay.done", { count: replayed })}</DoneNote>
      </div>
      {log.isPending && <LoadingRows />}
      {log.error !== null && log.data === undefined && (
        <ErrorState inSection error={log.error} onRetry={() => void log.refetch()} />
      )}
      {log.data !== undefined && deliveries.length === 0 && (
        <p className="border-t border-line-2 py-6 text-table text-ink-2">
          {t(search.state === undefined ? "log.empty" : "log.noMatch")}
        </p>
      )}
      {deliveries.length > 0 && (
        <ul aria-label={t("log.title")} className="border-t border-line-2">
          {deliveries.map((delivery) => (
            <DeliveryRow
              key={delivery.id}
              endpointId={endpointId}
              delivery={delivery}
              isOpen={delivery.id === search.delivery}
              onToggle={() =>
                change({ delivery: delivery.id === search.delivery ? undefined : delivery.id })
              }
            />
          ))}
        </ul>
      )}
      <MoreButton list={log} className="mt-4">
        {t("log.more")}
      </MoreButton>
      <ReplayDialog
        endpointId={endpointId}
        isOpen={isAsking}
        onReplayed={(count) => {
          setReplayed(count);
          setAsking(false);
        }}
        onClose={() => setAsking(false)}
      />
    </SettingsSection>
  );
}
