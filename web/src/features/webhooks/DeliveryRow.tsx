import { ChevronRight, RotateCw } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CopyButton } from "@/components/CopyButton";
import { DateTime } from "@/components/DateTime";
import { FormProblem } from "@/features/accounts/FormProblem";
import type { WebhookDelivery } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { useReplay } from "./queries";
import { DeliveryChip } from "./StatusChip";
import { useWebhookWords } from "./useWebhookWords";

function Attempts({ delivery }: { delivery: WebhookDelivery }) {
  const { t } = useTranslation("webhooks");
  const { describeOutcome } = useWebhookWords();
  if (delivery.attempts.length === 0) {
    return <p className="text-table text-ink-2">{t("delivery.noAttempt")}</p>;
  }
  return (
    <ol aria-label={t("delivery.attempts")}>
      {delivery.attempts.map((attempt) => (
        <li key={attempt.number} className="border-b border-line py-2 text-table">
          <p className="flex flex-wrap gap-x-3">
            <span className="w-4 text-ink-3">{attempt.number}</span>
            <span className="min-w-0 flex-1">{describeOutcome(attempt)}</span>
            <span className="text-ink-3">
              <DateTime at={attempt.started_at} />
            </span>
          </p>
          {attempt.response_excerpt !== null && attempt.response_excerpt !== "" && (
            <p className="mt-1 line-clamp-4 pl-7 text-note wrap-anywhere text-ink-3">
              {attempt.response_excerpt}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

function Details({ endpointId, delivery }: { endpointId: string; delivery: WebhookDelivery }) {
  const { t } = useTranslation("webhooks");
  const { describeProblem } = useWebhookWords();
  const replay = useReplay(endpointId);
  const body = JSON.stringify(delivery.payload, null, 2);
  return (
    <div className="pb-5 pl-7">
      {delivery.failure_reason !== null && (
        <p className="mb-2 text-table text-danger">{t(`failure.${delivery.failure_reason}`)}</p>
      )}
      {delivery.next_attempt_at !== null && (
        <p className="mb-2 text-table text-ink-2">
          {t("delivery.next")} <DateTime at={delivery.next_attempt_at} />
        </p>
      )}
      <Attempts delivery={delivery} />
      <p className="mt-4 mb-1 text-table font-medium">{t("delivery.payload")}</p>
      {/* It scrolls, and so must be reached by the keyboard. */}
      <pre
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="region"
        aria-label={t("delivery.payload")}
        className="max-h-72 overflow-auto rounded-control bg-fill px-3 py-2 font-sans text-note whitespace-pre-wrap wrap-anywhere"
      >
        {body}
      </pre>
      {replay.error !== null && (
        <div className="mt-3">
          <FormProblem>{describeProblem(replay.error)}</FormProblem>
        </div>
      )}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Button
          busy={replay.isPending}
          disabled={delivery.state === "pending"}
          onClick={() => replay.mutate(delivery.id)}
          icon={<RotateCw aria-hidden className="size-4" strokeWidth={1.75} />}
        >
          {t("delivery.replay")}
        </Button>
        <CopyButton text={body}>{t("delivery.copy")}</CopyButton>
        <span className="min-w-0 text-note wrap-anywhere text-ink-3">{delivery.webhook_id}</span>
      </div>
    </div>
  );
}

export interface DeliveryRowProps {
  endpointId: string;
  delivery: WebhookDelivery;
  isOpen: boolean;
  onToggle: () => void;
}

/** One message: what, when, with which outcome; opens to its attempts and its body. */
export function DeliveryRow({ endpointId, delivery, isOpen, onToggle }: DeliveryRowProps) {
  const { t } = useTranslation("webhooks");
  const panelId = useId();
  return (
    <li
      className={joinClasses(
        "-mx-3 border-b border-line px-3",
        isOpen ? "bg-mark-soft" : "hovered:bg-fill",
      )}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        onClick={onToggle}
        className="grid min-h-11 w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 rounded-chip py-2 text-left sm:grid-cols-[auto_minmax(0,1fr)_auto_auto]"
      >
        <ChevronRight
          aria-hidden
          className={joinClasses("size-4 text-ink-3 transition-transform", isOpen && "rotate-90")}
          strokeWidth={1.75}
        />
        <span className="truncate text-table font-medium">{delivery.type}</span>
        <span className="text-note text-ink-3 max-sm:col-start-2 max-sm:row-start-2">
          {t("delivery.tries", { count: delivery.attempts_made })}
          {" · "}
          <DateTime at={delivery.created_at} />
        </span>
        <DeliveryChip state={delivery.state} />
      </button>
      {isOpen && (
        <div id={panelId}>
          <Details endpointId={endpointId} delivery={delivery} />
        </div>
      )}
    </li>
  );
}
