import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ErrorState } from "@/components/ErrorState";
import { Field } from "@/components/Field";
import { SelectField } from "@/components/SelectField";
import { FormProblem } from "@/features/accounts/FormProblem";
import { meQuery } from "@/features/accounts/queries";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import type { User } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";
import { changeLanguage, currentLanguage } from "@/lib/i18n";
import { LANGUAGE_NAMES, LANGUAGES, readLanguage } from "@/lib/i18n/language";

import { EmailRow } from "./EmailRow";
import { FormShapes } from "./FormShapes";
import { type ProfileForm, profileForm } from "./profileForm";
import { useChangeProfile } from "./queries";
import { DoneNote, SettingsSection } from "./SettingsSection";
import { listTimeZones, tellTimeIn } from "./timeZones";

const LARGE_SELECT = "[&_select]:h-10 [&_select]:text-body";

function readForm(user: User): ProfileForm {
  return {
    full_name: user.full_name ?? "",
    company_name: user.company_name ?? "",
    language: readLanguage(user.language) ?? currentLanguage(),
    timezone: user.timezone,
  };
}

function TimeZoneOptions({ present }: { present: string }) {
  const { t } = useTranslation("settings");
  const device = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return listTimeZones([present, device]).map(({ region, zones }) => (
    <optgroup key={region} label={region || t("profile.worldTime")}>
      {zones.map((zone) => (
        <option key={zone.id} value={zone.id}>
          {zone.name}
        </option>
      ))}
    </optgroup>
  ));
}

function Form({ user }: { user: User }) {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const change = useChangeProfile();
  const { describeAttempt, describeFields } = useAccountProblem();
  const { register, handleSubmit, formState, control, reset } = useForm<ProfileForm>({
    resolver: zodResolver(profileForm),
    defaultValues: readForm(user),
  });
  const timezone = useWatch({ control, name: "timezone" });
  const clock = tellTimeIn(timezone, format.locale);
  const refused = describeFields(change.error);
  const { errors, isDirty } = formState;
  const problem = (name: "full_name" | "company_name"): string | undefined =>
    errors[name] === undefined ? refused[name] : t("profile.nameLong");

  const submit = handleSubmit((form) =>
    change.mutate(
      {
        ...form,
        full_name: form.full_name || null,
        company_name: form.company_name || null,
      },
      {
        onSuccess: (changed) => {
          reset(readForm(changed));
          void changeLanguage(form.language);
        },
      },
    ),
  );

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="max-w-[408px]">
      <div className="flex flex-col gap-5">
        <Field
          {...register("full_name")}
          label={t("profile.fullName")}
          autoComplete="name"
          dir="auto"
          error={problem("full_name")}
        />
        <Field
          {...register("company_name")}
          label={t("profile.company")}
          autoComplete="organization"
          dir="auto"
          help={t("profile.companyHelp")}
          error={problem("company_name")}
        />
        <SelectField
          {...register("language")}
          label={t("profile.language")}
          help={t("profile.languageHelp")}
          className={LARGE_SELECT}
        >
          {LANGUAGES.map((language) => (
            <option key={language} value={language} lang={language}>
              {LANGUAGE_NAMES[language]}
            </option>
          ))}
        </SelectField>
        <SelectField
          {...register("timezone")}
          label={t("profile.timezone")}
          help={clock === null ? undefined : t("profile.timezoneHelp", { clock })}
          error={refused["timezone"]}
          className={LARGE_SELECT}
        >
          <TimeZoneOptions present={user.timezone} />
        </SelectField>
        {change.error !== null && Object.keys(refused).length === 0 && (
          <FormProblem>{describeAttempt(change.error)}</FormProblem>
        )}
        <div className="flex items-center gap-3">
          <Button kind="primary" large type="submit" busy={change.isPending} disabled={!isDirty}>
            {t("profile.save")}
          </Button>
          <DoneNote>{change.isSuccess && !isDirty ? t("profile.saved") : null}</DoneNote>
        </div>
      </div>
    </form>
  );
}

/** Who one is here: name, company, language, time zone, and the address of the account. */
export function ProfilePage() {
  const { t } = useTranslation("settings");
  const { data: user, error, refetch } = useQuery(meQuery);
  return (
    <>
      <SettingsSection title={t("profile.title")} lead={t("profile.lead")} isFirst>
        {user !== undefined && <Form key={user.id} user={user} />}
        {user === undefined && error === null && <FormShapes fields={4} />}
        {user === undefined && error !== null && (
          <ErrorState inSection error={error} onRetry={() => void refetch()} />
        )}
      </SettingsSection>
      {user !== undefined && (
        <SettingsSection title={t("email.title")} lead={t("email.lead")}>
          <EmailRow user={user} />
        </SettingsSection>
      )}
    </>
  );
}
