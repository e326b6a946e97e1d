import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { meQuery } from "@/features/accounts/queries";

import { EmailForm } from "./EmailForm";
import { FormShapes } from "./FormShapes";
import { PasswordForm } from "./PasswordForm";
import { SessionList } from "./SessionList";
import { SettingsSection } from "./SettingsSection";

/** How one gets in: password, address, and where one is in already. */
export function SecurityPage() {
  const { t } = useTranslation("settings");
  const { data: user, error, refetch } = useQuery(meQuery);
  return (
    <>
      <SettingsSection isFirst title={t("password.title")} lead={t("password.lead")}>
        {user !== undefined && <PasswordForm user={user} />}
        {user === undefined && error === null && <FormShapes fields={2} />}
        {user === undefined && error !== null && (
          <ErrorState inSection error={error} onRetry={() => void refetch()} />
        )}
      </SettingsSection>
      {user !== undefined && (
        <SettingsSection
          title={t("email.changeTitle")}
          lead={t("email.changeLead", { email: user.email })}
        >
          <EmailForm />
        </SettingsSection>
      )}
      <SettingsSection title={t("sessions.title")} lead={t("sessions.lead")}>
        <SessionList />
      </SettingsSection>
    </>
  );
}
