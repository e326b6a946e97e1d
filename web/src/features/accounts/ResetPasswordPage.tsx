import { zodResolver } from "@hookform/resolvers/zod";
import { Link } from "@tanstack/react-router";
import { useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { dropToken } from "@/lib/api/accessToken";

import { type ResetForm, resetForm } from "./accountForm";
import { FormProblem } from "./FormProblem";
import { GuestLayout } from "./GuestLayout";
import { findLinkProblem, type LinkProblem } from "./linkProblem";
import { PasswordField } from "./PasswordField";
import { useResetPassword } from "./queries";
import { useAccountProblem } from "./useAccountProblem";
import { useMailToken } from "./useMailToken";

function Spent({ problem }: { problem: LinkProblem }) {
  const { t } = useTranslation("accounts");
  return (
    <GuestLayout title={t(`verify.${problem}Title`)} lead={t(`reset.${problem}`)}>
      <Link to="/forgot-password" className={buttonClasses("primary", true)}>
        {t("reset.another")}
      </Link>
    </GuestLayout>
  );
}

function NewPassword({ token }: { token: string }) {
  const { t } = useTranslation("accounts");
  const reset = useResetPassword();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState, control } = useForm<ResetForm>({
    resolver: zodResolver(resetForm),
    defaultValues: { password: "" },
  });
  const password = useWatch({ control, name: "password" });

  // Every session has ended with the old password, the one of this browser too.
  const submit = handleSubmit((form) =>
    reset.mutate({ token, password: form.password }, { onSuccess: dropToken }),
  );

  if (reset.isSuccess) {
    return (
      <GuestLayout title={t("reset.doneTitle")} lead={t("reset.done")}>
        <Link to="/sign-in" className={buttonClasses("primary", true)}>
          {t("signIn.submit")}
        </Link>
      </GuestLayout>
    );
  }
  const problem = findLinkProblem(reset.error);
  if (problem !== null) return <Spent problem={problem} />;
  const refused = describeFields(reset.error)["password"];
  return (
    <GuestLayout title={t("reset.title")} lead={t("reset.lead")}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
        <PasswordField
          {...register("password")}
          label={t("field.newPassword")}
          autoComplete="new-password"
          help={t("field.passwordHelp")}
          error={describeField(formState.errors.password?.message, password) ?? refused}
        />
        {reset.error !== null && refused === undefined && (
          <FormProblem>{describeAttempt(reset.error)}</FormProblem>
        )}
        <Button kind="primary" large type="submit" busy={reset.isPending}>
          {t("reset.submit")}
        </Button>
      </form>
    </GuestLayout>
  );
}

/** Where the link of a mail leads after a password was forgotten. */
export function ResetPasswordPage() {
  const token = useMailToken();
  return token === null ? <Spent problem="unknown" /> : <NewPassword key={token} token={token} />;
}
