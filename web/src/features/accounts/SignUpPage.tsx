import { zodResolver } from "@hookform/resolvers/zod";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { openSession } from "@/app/session";
import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { ApiError } from "@/lib/api/errors";

import { type SignUpForm, signUpForm } from "./accountForm";
import { EmailField } from "./EmailField";
import { FormProblem } from "./FormProblem";
import { GuestLayout } from "./GuestLayout";
import { PasswordField } from "./PasswordField";
import { useSignUp } from "./queries";
import { useAccountProblem } from "./useAccountProblem";

export function SignUpPage() {
  const { t } = useTranslation("accounts");
  const router = useRouter();
  const { next } = useSearch({ from: "/guest" });
  const signUp = useSignUp();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  const { register, handleSubmit, formState, control } = useForm<SignUpForm>({
    resolver: zodResolver(signUpForm),
    defaultValues: { full_name: "", email: "", password: "" },
  });
  const password = useWatch({ control, name: "password" });

  const submit = handleSubmit((form) =>
    signUp.mutate(form, {
      onSuccess: (session) => {
        openSession(session);
        router.history.push(next ?? "/analyse");
      },
    }),
  );

  const refused = describeFields(signUp.error);
  const isTaken = signUp.error instanceof ApiError && signUp.error.status === 409;
  const hasFields = Object.keys(refused).length > 0;
  return (
    <GuestLayout
      title={t("signUp.title")}
      lead={t("signUp.lead")}
      foot={
        <>
          {t("signUp.other")}{" "}
          <Link to="/sign-in" search={{ next }} className="link font-medium text-ink">
            {t("signUp.otherLink")}
          </Link>
        </>
      }
    >
      <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
        <Field
          {...register("full_name")}
          label={t("field.fullName")}
          autoComplete="name"
          help={t("field.fullNameHelp")}
          error={describeField(formState.errors.full_name?.message) ?? refused["full_name"]}
        />
        <EmailField
          {...register("email")}
          error={describeField(formState.errors.email?.message) ?? refused["email"]}
        />
        <PasswordField
          {...register("password")}
          autoComplete="new-password"
          help={t("field.passwordHelp")}
          error={describeField(formState.errors.password?.message, password) ?? refused["password"]}
        />
        {signUp.error !== null && !hasFields && (
          <FormProblem>{isTaken ? t("signUp.taken") : describeAttempt(signUp.error)}</FormProblem>
        )}
        <Button kind="primary" large type="submit" busy={signUp.isPending}>
          {t("signUp.submit")}
        </Button>
      </form>
    </GuestLayout>
  );
}
