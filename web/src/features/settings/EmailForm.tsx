import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { type ChangeEmailForm, changeEmailForm } from "@/features/accounts/accountForm";
import { FormProblem } from "@/features/accounts/FormProblem";
import { PasswordField } from "@/features/accounts/PasswordField";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";

import { useChangeEmail } from "./queries";
import { DoneNote } from "./SettingsSection";

const EMPTY: ChangeEmailForm = { current_password: "", email: "" };

/** Another address: it becomes the account's once its mail has been answered. */
export function EmailForm() {
  const { t } = useTranslation(["settings", "accounts"]);
  const change = useChangeEmail();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState, reset } = useForm<ChangeEmailForm>({
    resolver: zodResolver(changeEmailForm),
    defaultValues: EMPTY,
  });
  const refused = describeFields(change.error);
  const { errors, isDirty } = formState;
  const submit = handleSubmit((form) => change.mutate(form, { onSuccess: () => reset(EMPTY) }));
  const asked = change.isSuccess && !isDirty ? change.variables.email : null;
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex max-w-[408px] flex-col gap-5"
    >
      <Field
        {...register("email")}
        label={t("settings:email.newAddress")}
        type="email"
        autoComplete="email"
        inputMode="email"
        error={describeField(errors.email?.message) ?? refused["email"]}
      />
      <PasswordField
        {...register("current_password")}
        label={t("accounts:field.yourPassword")}
        autoComplete="current-password"
        error={describeField(errors.current_password?.message) ?? refused["current_password"]}
      />
      {change.error !== null && Object.keys(refused).length === 0 && (
        <FormProblem>{describeAttempt(change.error)}</FormProblem>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" large busy={change.isPending}>
          {t("settings:email.change")}
        </Button>
        <DoneNote>{asked === null ? null : t("settings:email.asked", { email: asked })}</DoneNote>
      </div>
    </form>
  );
}
