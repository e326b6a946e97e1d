import { useQuery } from "@tanstack/react-query";
import { ArrowUpRight, ShieldCheck } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import { FormProblem } from "@/features/accounts/FormProblem";
import { meQuery } from "@/features/accounts/queries";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import type { AdminArea } from "@/lib/api/types";

import { useOpenAdminArea } from "./queries";
import { SettingsSection } from "./SettingsSection";

const SERVICES = ["auth", "billing", "social", "analysis", "analytics", "insights"] as const;

function AreaList({ areas }: { areas: readonly AdminArea[] }) {
  const { t } = useTranslation("settings");
  return (
    <ul aria-label={t("administration.areas")} className="border-t border-line-2">
      {areas.map(({ service, url }) => {
        const known = SERVICES.find((each) => each === service);
        return (
          <li key={service} className="relative border-b border-line py-3 hovered:bg-fill">
            <a
              href={url}
              target="_blank"
              rel="noreferrer noopener"
              className="flex items-center gap-2 rounded-chip text-body font-semibold after:absolute after:inset-0 after:content-['']"
            >
              {service}
              <ArrowUpRight aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
            </a>
            {known !== undefined && (
              <p className="text-note text-ink-3">{t(`administration.holds.${known}`)}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** The way into each service's data, for administrators, for a quarter of an hour. */
export function AdministrationPage() {
  const { t } = useTranslation("settings");
  const { data: user } = useQuery(meQuery);
  const open = useOpenAdminArea();
  const { describeAttempt } = useAccountProblem();
  const { data: opened, reset } = open;

  useEffect(() => {
    if (opened === undefined) return;
    const left = Date.parse(opened.until) - Date.now();
    const timer = setTimeout(reset, Math.max(0, left));
    return () => clearTimeout(timer);
  }, [opened, reset]);

  if (user !== undefined && user.role !== "admin") {
    return (
      <SettingsSection isFirst title={t("administration.title")}>
        <p className="text-body text-ink-2">{t("administration.notForYou")}</p>
      </SettingsSection>
    );
  }
  return (
    <SettingsSection isFirst title={t("administration.title")} lead={t("administration.lead")}>
      {open.error !== null && (
        <div className="mb-5">
          <FormProblem>{describeAttempt(open.error)}</FormProblem>
        </div>
      )}
      {opened === undefined ? (
        <Button
          kind="primary"
          large
          busy={open.isPending}
          onClick={() => open.mutate()}
          icon={<ShieldCheck aria-hidden className="size-4" strokeWidth={1.75} />}
        >
          {t("administration.open")}
        </Button>
      ) : (
        <>
          <p role="status" className="mb-3 text-table text-ink-2">
            {t("administration.until")} <DateTime at={opened.until} form="timeOfDay" />
          </p>
          <AreaList areas={opened.areas} />
        </>
      )}
    </SettingsSection>
  );
}
