import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { EmptySection } from "@/components/EmptySection";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { ApiKey, NewApiKey } from "@/lib/api/types";

import { KeyRow, shortenKey } from "./KeyRow";
import { MakeKeyDrawer } from "./MakeKeyDrawer";
import { NewKeyNote } from "./NewKeyNote";
import { apiKeysQuery, useRevokeKey } from "./queries";

const route = getRouteApi("/shell/settings/api-keys");

function RevokeDialog({ revoked, onClose }: { revoked: ApiKey | null; onClose: () => void }) {
  const { t } = useTranslation("apiKeys");
  const revoke = useRevokeKey();
  const { describeAttempt } = useAccountProblem();
  return (
    <ConfirmDialog
      title={t("revoke.title", { name: revoked?.name })}
      action={t("revoke.action")}
      isOpen={revoked !== null}
      isBusy={revoke.isPending}
      error={
        revoke.error !== null && (
          <div className="mt-4">
            <FormProblem>{describeAttempt(revoke.error)}</FormProblem>
          </div>
        )
      }
      onConfirm={() => {
        if (revoked !== null) revoke.mutate(revoked.id, { onSuccess: onClose });
      }}
      onClose={() => {
        revoke.reset();
        onClose();
      }}
    >
      {revoked !== null && t("revoke.lost", { key: shortenKey(revoked) })}
    </ConfirmDialog>
  );
}

function LoadingRows() {
  return (
    <LoadingShapes>
      {[0, 1].map((index) => (
        <div
          key={index}
          className="flex h-[88px] flex-col justify-center gap-2 border-b border-line"
        >
          <Skeleton className="h-4 w-44" />
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="h-3 w-64 max-w-full" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** Keys by which programs call the API for this user. */
export function ApiKeysPage() {
  const { t } = useTranslation("apiKeys");
  const { make: isMaking = false } = route.useSearch();
  const navigate = route.useNavigate();
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const keys = useQuery(apiKeysQuery);

  function openDrawer(isOpen: boolean): void {
    void navigate({ search: isOpen ? { make: true } : {}, replace: !isOpen, resetScroll: false });
  }

  const makeButton = (
    <Button
      kind="primary"
      onClick={() => openDrawer(true)}
      icon={<Plus aria-hidden className="size-4" strokeWidth={1.75} />}
    >
      {t("make.open")}
    </Button>
  );
  const isEmpty = keys.data?.items.length === 0;
  return (
    <SettingsSection
      isFirst
      title={t("title")}
      lead={
        <>
          {t("lead")}{" "}
          <a href="/api/docs" className="link">
            {t("docs")}
          </a>
        </>
      }
      action={!isEmpty && makeButton}
    >
      {made !== null && <NewKeyNote key={made.id} made={made} onDone={() => setMade(null)} />}
      {keys.isPending && <LoadingRows />}
      {keys.error !== null && keys.data === undefined && (
        <ErrorState inSection error={keys.error} onRetry={() => void keys.refetch()} />
      )}
      {isEmpty && (
        <EmptySection Icon={KeyRound} title={t("empty.title")} action={makeButton}>
          {t("empty.lead")}
        </EmptySection>
      )}
      {keys.data !== undefined && !isEmpty && (
        <ul aria-label={t("title")} className="border-t border-line-2">
          {keys.data.items.map((each) => (
            <KeyRow key={each.id} made={each} onRevoke={() => setRevoked(each)} />
          ))}
        </ul>
      )}
      <RevokeDialog revoked={revoked} onClose={() => setRevoked(null)} />
      <MakeKeyDrawer
        isOpen={isMaking}
        onMade={(key) => {
          setMade(key);
          openDrawer(false);
        }}
        onClose={() => openDrawer(false)}
      />
    </SettingsSection>
  );
}
