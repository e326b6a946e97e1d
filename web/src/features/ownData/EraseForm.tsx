import { zodResolver } from "@hookform/resolvers/zod";
import { useNavigate } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod/mini";

import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { FormProblem } from "@/features/accounts/FormProblem";
import { PasswordField } from "@/features/accounts/PasswordField";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { dropToken } from "@/lib/api/accessToken";
import type { User } from "@/lib/api/types";

import { useEraseAccount } from "./queries";
import { forgetWantedExport } from "./wantedExport";

/** Nobody writes both by mistake. */
function buildForm(words: string) {
  return z.object({
    words: z.string().check(
      z.trim(),
      z.refine((written) => written.toLowerCase() === words.toLowerCase(), {
        error: "otherWords",
      }),
    ),
    password: z.string().check(z.minLength(1, { error: "passwordMissing" })),
  });
}

/** The words and the password by which somebody says that the account is to go. */
export function EraseForm({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation(["ownData", "accounts", "common"]);
  const navigate = useNavigate();
  const erase = useEraseAccount();
  const { describeField, describeFields, describeAttempt } = useAccountProblem();
  // Who signs in by another service may have no address here.
  const words = user.email ?? t("ownData:erase.words");
  const { register, handleSubmit, formState } = useForm({
    resolver: zodResolver(buildForm(words)),
    defaultValues: { words: "", password: "" },
  });
  const refused = describeFields(erase.error);
  const { errors } = formState;

  const submit = handleSubmit(({ password }) =>
    erase.mutate(
      { password },
      {
        onSuccess: async ({ receipt_token }) => {
          forgetWantedExport();
          // Away from the shell first: the end of the session would lead it to sign-in.
          await navigate({ to: "/goodbye", hash: `receipt=${receipt_token}`, replace: true });
          dropToken();
        },
      },
    ),
  );

  return (
    <form
      onSubmit={(event) => void submit(event)}
      noValidate
      className="flex flex-col gap-5 px-5 pb-5"
    >
      <p className="text-body text-ink-2">{t("ownData:erase.confirmLead")}</p>
      <Field
        {...register("words")}
        label={t("ownData:erase.write", { words })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={errors.words === undefined ? undefined : t("ownData:erase.otherWords")}
      />
      <PasswordField
        {...register("password")}
        label={t("accounts:field.yourPassword")}
        autoComplete="current-password"
        error={describeField(errors.password?.message) ?? refused["password"]}
      />
      {erase.error !== null && Object.keys(refused).length === 0 && (
        <FormProblem>{describeAttempt(erase.error)}</FormProblem>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t("common:dialog.keep")}</Button>
        <Button kind="danger" type="submit" busy={erase.isPending}>
          {t("ownData:erase.submit")}
        </Button>
      </div>
    </form>
  );
}
