import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { useOnce } from "@/components/useOnce";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { User } from "@/lib/api/types";

/** Few come for it: it is fetched when it is asked for. */
const EraseForm = lazy(() => import("./EraseForm").then((file) => ({ default: file.EraseForm })));

const CONSEQUENCES = ["atOnce", "soon", "kept", "final"] as const;

/** The end of the account: what becomes of what, and the way there. */
export function EraseSection({ user }: { user: User }) {
  const { t } = useTranslation("ownData");
  const [isAsking, setAsking] = useState(false);
  const wasAsking = useOnce(isAsking);
  return (
    <SettingsSection title={t("erase.title")} lead={t("erase.lead")}>
      <dl className="mb-5 border-t border-line">
        {CONSEQUENCES.map((name) => (
          <div
            key={name}
            className="grid gap-x-6 gap-y-0.5 border-b border-line py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)]"
          >
            <dt className="text-table text-ink-3">{t(`erase.${name}`)}</dt>
            <dd className="max-w-[60ch] text-table">{t(`erase.${name}Text`)}</dd>
          </div>
        ))}
      </dl>
      <Button kind="danger" large onClick={() => setAsking(true)}>
        {t("erase.open")}
      </Button>
      {wasAsking && (
        <Suspense>
          <Dialog
            title={t("erase.confirmTitle")}
            isOpen={isAsking}
            onClose={() => setAsking(false)}
          >
            <EraseForm user={user} onClose={() => setAsking(false)} />
          </Dialog>
        </Suspense>
      )}
    </SettingsSection>
  );
}
