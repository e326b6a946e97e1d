import { useTranslation } from "react-i18next";

import { ApiError } from "@/lib/api/errors";
import { useFormat } from "@/lib/format/useFormat";

/** Why a text names no creator, by the names that have words. */
const REFUSALS = [
  "not_a_creator",
  "platform_needed",
  "bad_handle",
  "post_not_profile",
  "unsupported_host",
  "old_address",
  "other_platform",
] as const;

export interface CreatorProblem {
  message: string;
  /** What it is about; null: not about what was typed. */
  field: "creator" | "platform" | null;
}

/** What the server refused, in words with the way out. */
export function useCreatorProblem(): (error: Error, limit?: number | null) => CreatorProblem {
  const { t } = useTranslation("creators");
  const format = useFormat();
  return (error, limit) => {
    if (!(error instanceof ApiError)) return { message: t("problem.noAnswer"), field: null };
    if (error.code === "HandleLimitReached") {
      const message =
        limit == null ? t("problem.limitUnknown") : t("problem.limit", { count: limit });
      return { message, field: null };
    }
    if (error.code === "CreatorAlreadyFollowed") {
      return { message: t("problem.already"), field: "creator" };
    }
    if (error.code === "TooManyNewCreators") return { message: t("problem.tooMany"), field: null };
    if (error.code === "LookedRecently") {
      const span = format.span(error.retryAfterSeconds ?? 60);
      return { message: t("problem.lookedRecently", { span }), field: null };
    }
    if (error.status !== 422) return { message: error.message, field: null };
    const reason = error.fields.find(({ field }) => /(^|\.)creator$/.test(field))?.reason;
    const known = REFUSALS.find((each) => each === reason) ?? "not_a_creator";
    return {
      message: t(`refusal.${known}`),
      field: known === "platform_needed" || known === "other_platform" ? "platform" : "creator",
    };
  };
}
