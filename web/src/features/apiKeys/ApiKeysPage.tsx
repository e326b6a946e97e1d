import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { KeyRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useOnce } from "@/components/useOnce";
import { FormProblem } from "@/features/accounts/FormProblem";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { ListSection } from "@/features/settings/ListSection";
import type { ApiKey, NewApiKey } from "@/lib/api/types";

import { KeyRow, shortenKey } from "./KeyRow";
import { NewKeyNote } from "./NewKeyNote";
import { apiKeysQuery, useRevokeKey } from "./queries";

const MakeKeyDrawer = lazy(() =>
  import("./MakeKeyDrawer").then((file) => ({ default: file.MakeKeyDrawer })),
);
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

/** Keys by which programs call the API for this user. */
export function ApiKeysPage() {
  const { t } = useTranslation("apiKeys");
  const { make: isMaking = false } = route.useSearch();
  const wasMaking = useOnce(isMaking);
  const navigate = route.useNavigate();
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const keys = useQuery(apiKeysQuery);

  function openDrawer(isOpen: boolean): void {
    void navigate({ search: isOpen ? { make: true } : {}, replace: !isOpen, resetScroll: false });
  }

  return (
    <ListSection
      title={t("title")}
      lead={
        <>
          {t("lead")}{" "}
          <a href="/api/docs" className="link">
            {t("docs")}
          </a>
        </>
      }
      list={keys}
      renderItem={(each) => <KeyRow key={each.id} made={each} onRevoke={() => setRevoked(each)} />}
      makeLabel={t("make.open")}
      onMake={() => openDrawer(true)}
      empty={{ Icon: KeyRound, title: t("empty.title"), lead: t("empty.lead") }}
      note={made !== null && <NewKeyNote key={made.id} made={made} onDone={() => setMade(null)} />}
    >
      <RevokeDialog revoked={revoked} onClose={() => setRevoked(null)} />
      {wasMaking && (
        <Suspense>
          <MakeKeyDrawer
            isOpen={isMaking}
            onMade={(key) => {
              setMade(key);
              openDrawer(false);
            }}
            onClose={() => openDrawer(false)}
          />
        </Suspense>
      )}
    </ListSection>
  );
}
