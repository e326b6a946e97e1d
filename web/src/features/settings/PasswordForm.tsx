import { zodResolver } from "@hookform/resolvers/zod";
import { useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { type ChangePasswordForm, changePasswordForm } from "@/features/accounts/accountForm";
import { FormProblem } from "@/features/accounts/FormProblem";
import { PasswordField } from "@/features/accounts/PasswordField";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import type { User } from "@/lib/api/types";

import { useChangePassword } from "./queries";
import { DoneNote } from "./SettingsSection";

const EMPTY: ChangePasswordForm = { current_password: "", new_password: "" };

/** Another password; all other sessions end with the old one. */
export function PasswordForm({ user }: { user: User }) {
  const { t } = useTranslation(["settings", "accounts"]);
  const change = useChangePassword();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState, control, reset } = useForm<ChangePasswordForm>({
    resolver: zodResolver(changePasswordForm),
    defaultValues: EMPTY,
  });
  const wanted = useWatch({ control, name: "new_password" });
  const refused = describeFields(change.error);
  const { errors, isDirty } = formState;
  const submit = handleSubmit((form) => change.mutate(form, { onSuccess: () => reset(EMPTY) }));
  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex max-w-[408px] flex-col gap-5"
    >
      {/* For those who keep passwords for others: whose it is. */}
      <input type="hidden" autoComplete="username" value={user.email ?? ""} readOnly />
      <PasswordField
        {...register("current_password")}
        label={t("accounts:field.presentPassword")}
        autoComplete="current-password"
        error={describeField(errors.current_password?.message) ?? refused["current_password"]}
      />
      <PasswordField
        {...register("new_password")}
        label={t("accounts:field.newPassword")}
        autoComplete="new-password"
        help={t("accounts:field.passwordHelp")}
        error={describeField(errors.new_password?.message, wanted) ?? refused["new_password"]}
      />
      {change.error !== null && Object.keys(refused).length === 0 && (
        <FormProblem>{describeAttempt(change.error)}</FormProblem>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" large busy={change.isPending}>
          {t("settings:password.submit")}
        </Button>
        <DoneNote>{change.isSuccess && !isDirty ? t("settings:password.done") : null}</DoneNote>
      </div>
    </form>
  );
}
