import { zodResolver } from "@hookform/resolvers/zod";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { openSession } from "@/app/session";
import { Button } from "@/components/Button";
import { ApiError } from "@/lib/api/errors";

import { type SignInForm, signInForm } from "./accountForm";
import { EmailField } from "./EmailField";
import { FormProblem } from "./FormProblem";
import { GuestLayout } from "./GuestLayout";
import { PasswordField } from "./PasswordField";
import { useSignIn } from "./queries";
import { useAccountProblem } from "./useAccountProblem";

export function SignInPage() {
  const { t } = useTranslation("accounts");
  const router = useRouter();
  const { next } = useSearch({ from: "/guest" });
  const signIn = useSignIn();
  const { describeField, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState } = useForm<SignInForm>({
    resolver: zodResolver(signInForm),
    defaultValues: { email: "", password: "" },
  });

  const submit = handleSubmit((form) =>
    signIn.mutate(form, {
      onSuccess: (session) => {
        openSession(session);
        router.history.push(next ?? "/analyse");
      },
    }),
  );

  const isRefused = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <GuestLayout
      title={t("signIn.title")}
      lead={t("signIn.lead")}
      foot={
        <>
          {t("signIn.other")}{" "}
          <Link to="/sign-up" search={{ next }} className="link font-medium text-ink">
            {t("signIn.otherLink")}
          </Link>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
        <EmailField {...register("email")} error={describeField(formState.errors.email?.message)} />
        <PasswordField
          {...register("password")}
          autoComplete="current-password"
          error={describeField(formState.errors.password?.message)}
        />
        <Link to="/forgot-password" className="link -mt-3 self-start text-table text-ink-2">
          {t("signIn.forgot")}
        </Link>
        {signIn.error !== null && (
          <FormProblem>
            {isRefused ? t("signIn.refused") : describeAttempt(signIn.error)}
          </FormProblem>
        )}
        <Button kind="primary" large type="submit" busy={signIn.isPending}>
          {t("signIn.submit")}
        </Button>
      </form>
    </GuestLayout>
  );
}
