import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CodeLine } from "@/components/CodeLine";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DateTime } from "@/components/DateTime";
import { FormProblem } from "@/features/accounts/FormProblem";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { WebhookEndpoint } from "@/lib/api/types";

import { useReadSecret, useRotateSecret } from "./queries";
import { useWebhookWords } from "./useWebhookWords";

/** What verifies signatures: shown on request, made anew after a question. */
export function SecretSection({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { t } = useTranslation("webhooks");
  const { describeProblem } = useWebhookWords();
  const read = useReadSecret(endpoint.id);
  const rotate = useRotateSecret(endpoint.id);
  const [isAsking, setAsking] = useState(false);
  const shown = rotate.data ?? read.data;
  const overlap = endpoint.previous_secret_until;

  function hide(): void {
    read.reset();
    rotate.reset();
  }

  return (
    <SettingsSection title={t("secret.title")} lead={t("secret.lead")}>
      {shown !== undefined && (
        <div className="mb-4 max-w-[560px]">
          <CodeLine label={t("secret.title")} text={shown.secret} copyLabel={t("secret.copy")} />
        </div>
      )}
      {overlap !== null && (
        <p className="mb-4 text-table text-ink-2">
          {t("secret.overlap")} <DateTime at={overlap} />
        </p>
      )}
      {read.error !== null && shown === undefined && (
        <div className="mb-4 max-w-[560px]">
          <FormProblem>{describeProblem(read.error)}</FormProblem>
        </div>
      )}
      <div className="flex flex-wrap gap-2">
        {shown === undefined ? (
          <Button busy={read.isPending} onClick={() => read.mutate()}>
            {t("secret.show")}
          </Button>
        ) : (
          <Button onClick={hide}>{t("secret.hide")}</Button>
        )}
        <Button onClick={() => setAsking(true)}>{t("secret.rotate")}</Button>
      </div>
      <ConfirmDialog
        title={t("secret.rotateTitle")}
        action={t("secret.rotate")}
        isOpen={isAsking}
        isBusy={rotate.isPending}
        error={
          rotate.error !== null && (
            <div className="mt-4">
              <FormProblem>{describeProblem(rotate.error)}</FormProblem>
            </div>
          )
        }
        onConfirm={() => rotate.mutate(undefined, { onSuccess: () => setAsking(false) })}
        onClose={() => setAsking(false)}
      >
        {t("secret.rotateLost")}
      </ConfirmDialog>
    </SettingsSection>
  );
}
