import { useTranslation } from "react-i18next";

import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { ApiError } from "@/lib/api/errors";
import type { WebhookAttempt, WebhookEventType } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

/** The names of their texts: a dot would part a text from its group. */
const EVENTS = {
  "analysis.completed": "analysisCompleted",
  "analysis.failed": "analysisFailed",
  "post.outlier_found": "postOutlierFound",
  "subscription.changed": "subscriptionChanged",
} as const;

function isNamed(type: string): type is keyof typeof EVENTS {
  return type in EVENTS;
}

const ERRORS = [
  "refused",
  "redirected",
  "timed_out",
  "connection_failed",
  "tls_failed",
  "name_unknown",
  "private_address",
  "interrupted",
] as const;

const URL_REASONS = [
  "not_a_url",
  "scheme",
  "too_long",
  "ip_address",
  "port",
  "host",
  "user_info",
  "private_name",
  "private_address",
  "name_unknown",
] as const;

/** What the server tells in short names, in the reader's language. */
export function useWebhookWords() {
  const { t } = useTranslation("webhooks");
  const { describeAttempt } = useAccountProblem();
  const format = useFormat();
  return {
    describeEvent({ type, description }: WebhookEventType): string {
      return isNamed(type) ? t(`event.${EVENTS[type]}`) : description;
    },

    /** "200 in 85 ms", "500 in 1,204 ms: no success", "no answer in time". */
    describeOutcome({ status_code, duration_ms, error }: WebhookAttempt): string {
      const known = ERRORS.find((each) => each === error);
      const words = known === undefined ? (error ?? t("attempt.unknown")) : t(`attempt.${known}`);
      if (status_code === null) return words;
      const answer =
        duration_ms === null
          ? String(status_code)
          : t("attempt.answer", { status: status_code, span: format.count(duration_ms) });
      return error === null ? answer : `${answer}: ${words}`;
    },

    /** Why the server will not send to a URL; nothing where it said something else. */
    describeUrl(error: unknown): string | undefined {
      if (!(error instanceof ApiError)) return undefined;
      const refused = error.fields.find(({ field }) => field === "url");
      if (refused === undefined) return undefined;
      const known = URL_REASONS.find((each) => each === refused.reason);
      return known === undefined ? refused.message : t(`url.${known}`);
    },

    describeProblem(error: Error): string {
      if (error instanceof ApiError && error.code === "TooManyWebhookEndpoints") {
        return t("problem.full");
      }
      if (error instanceof ApiError && error.code === "WebhookEndpointDisabled") {
        return t("problem.disabled");
      }
      if (error instanceof ApiError && error.code === "WebhookSecretLost") {
        return t("problem.secretLost");
      }
      return describeAttempt(error);
    },
  };
}
