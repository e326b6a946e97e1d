import { zodResolver } from "@hookform/resolvers/zod";
import { Link } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";

import { type ForgotForm, forgotForm } from "./accountForm";
import { EmailField } from "./EmailField";
import { FormProblem } from "./FormProblem";
import { GuestLayout } from "./GuestLayout";
import { useForgotPassword } from "./queries";
import { useAccountProblem } from "./useAccountProblem";

/** Has a link for a new password mailed; says the same whether the address is known or not. */
export function ForgotPasswordPage() {
  const { t } = useTranslation("accounts");
  const forgot = useForgotPassword();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState } = useForm<ForgotForm>({
    resolver: zodResolver(forgotForm),
    defaultValues: { email: "" },
  });
  const refused = describeFields(forgot.error);
  const submit = handleSubmit(({ email }) => forgot.mutate(email));
  const foot = (
    <Link to="/sign-in" className="link font-medium text-ink">
      {t("forgot.back")}
    </Link>
  );

  if (forgot.isSuccess) {
    return (
      <GuestLayout
        title={t("forgot.sentTitle")}
        lead={t("forgot.sent", { email: forgot.variables })}
        foot={foot}
      >
        <p className="-mt-4 mb-5 text-body text-ink-2">{t("forgot.sentHelp")}</p>
        <Button onClick={() => forgot.reset()}>{t("forgot.again")}</Button>
      </GuestLayout>
    );
  }
  return (
    <GuestLayout title={t("forgot.title")} lead={t("forgot.lead")} foot={foot}>
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
        <EmailField
          {...register("email")}
          error={describeField(formState.errors.email?.message) ?? refused["email"]}
        />
        {forgot.error !== null && refused["email"] === undefined && (
          <FormProblem>{describeAttempt(forgot.error)}</FormProblem>
        )}
        <Button kind="primary" large type="submit" busy={forgot.isPending}>
          {t("forgot.submit")}
        </Button>
      </form>
    </GuestLayout>
  );
}
