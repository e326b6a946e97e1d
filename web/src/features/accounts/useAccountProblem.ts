import { useTranslation } from "react-i18next";

import { ApiError, NoAnswer } from "@/lib/api/errors";
import { useFormat } from "@/lib/format/useFormat";

import { PASSWORD_LENGTH } from "./accountForm";

const NAMES = ["emailMissing", "emailForm", "passwordMissing", "passwordLong", "nameLong"] as const;

/** Reasons of the server that have words in every language; others come in its own. */
const REASONS = [
  "too_short",
  "too_long",
  "too_common",
  "too_easy",
  "same_as_email",
  "breached",
  "unchanged",
  "wrong",
  "control_character",
] as const;

/** Words for what is wrong with a field, or with the whole attempt. */
export function useAccountProblem() {
  const { t } = useTranslation("accounts");
  const format = useFormat();

  /** `name` is what the form's schema reports; other texts come from the server. */
  function describeField(name: string | undefined, value = ""): string | undefined {
    if (name === undefined) return undefined;
    if (name === "passwordShort") {
      return t("problem.passwordShort", { count: PASSWORD_LENGTH.least - value.length });
    }
    const known = NAMES.find((each) => each === name);
    return known === undefined ? name : t(`problem.${known}`);
  }

  /** Why the server refused fields, by their names. */
  function describeFields(error: unknown): Partial<Record<string, string>> {
    if (!(error instanceof ApiError)) return {};
    return Object.fromEntries(
      error.fields.map(({ field, reason, message }) => {
        const known = REASONS.find((each) => each === reason);
        return [field, known === undefined ? message : t(`refused.${known}`)];
      }),
    );
  }

  function describeAttempt(error: Error): string {
    if (error instanceof NoAnswer) return t("problem.noAnswer");
    if (!(error instanceof ApiError)) return t("problem.unexpected", { code: error.name });
    if (error.status === 429) {
      return t("problem.tooMany", { span: format.span(error.retryAfterSeconds ?? 60) });
    }
    if (error.status >= 500) return t("problem.unexpected", { code: error.code });
    return error.message;
  }

  return { describeField, describeFields, describeAttempt };
}
