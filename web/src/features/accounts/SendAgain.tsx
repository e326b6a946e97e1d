import { useTranslation } from "react-i18next";

import { Button, type ButtonKind } from "@/components/Button";
import { ApiError } from "@/lib/api/errors";
import { useFormat } from "@/lib/format/useFormat";

import { useSendAgain } from "./queries";

export interface SendAgainProps {
  /** `link`: within a line of text. */
  kind?: ButtonKind | "link";
  large?: boolean;
}

/** Has the mail with the link to verify sent again, and says what came of it. */
export function SendAgain({ kind = "secondary", large }: SendAgainProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const send = useSendAgain();

  function describe(): string | null {
    if (send.isSuccess) return t("verify.sent");
    if (send.error === null) return null;
    if (send.error instanceof ApiError && send.error.status === 429) {
      return t("verify.tooSoon", { span: format.span(send.error.retryAfterSeconds ?? 60) });
    }
    if (send.error instanceof ApiError && send.error.status === 409) return t("verify.already");
    return t("verify.notSent");
  }

  const words = t("verify.again");
  return (
    <>
      {!send.isSuccess && kind === "link" && (
        <button
          type="button"
          aria-disabled={send.isPending || undefined}
          onClick={() => !send.isPending && send.mutate()}
          className="link rounded-chip font-medium text-ink"
        >
          {words}
        </button>
      )}
      {!send.isSuccess && kind !== "link" && (
        <Button kind={kind} large={large} busy={send.isPending} onClick={() => send.mutate()}>
          {words}
        </Button>
      )}
      <span role="status" className="text-table">
        {describe()}
      </span>
    </>
  );
}
