import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useLocation } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { buttonClasses } from "@/components/Button";
import { CopyButton } from "@/components/CopyButton";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { ProgressBar } from "@/components/ProgressBar";
import { GuestLayout } from "@/features/accounts/GuestLayout";
import { ApiError } from "@/lib/api/errors";
import type { ErasureReceipt } from "@/lib/api/types";

import { type Part, PartList } from "./PartList";
import { receiptQuery } from "./queries";
import { useServiceName } from "./useServiceName";

const mail = getRouteApi("/mail");

function Receipt({ receipt }: { receipt: ErasureReceipt }) {
  const { t } = useTranslation("ownData");
  const nameService = useServiceName();
  const parts = receipt.services.map(({ service, state, counts }): Part => {
    const count = Object.values(counts).reduce((sum, each) => sum + each, 0);
    return { name: nameService(service), state, amount: t("goodbye.erased", { count }) };
  });
  const done = parts.filter(({ state }) => state === "done").length;
  return (
    <>
      <div role="status" className="mb-4">
        {receipt.completed_at === null ? (
          <>
            <p className="mb-2 text-table text-ink-2">
              {t("goodbye.progress", { done, count: parts.length })}
            </p>
            <ProgressBar label={t("goodbye.bar")} share={done / Math.max(1, parts.length)} />
          </>
        ) : (
          <p className="text-table text-ink-2">
            {t("goodbye.completed")} <DateTime at={receipt.completed_at} />
          </p>
        )}
      </div>
      <PartList label={t("goodbye.parts")} parts={parts} />
      <div className="mt-5 flex flex-wrap items-center gap-2">
        <CopyButton text={window.location.href}>{t("goodbye.copy")}</CopyButton>
        <span className="text-note text-ink-3">{t("goodbye.copyHelp")}</span>
      </div>
    </>
  );
}

function NoReceipt() {
  const { t } = useTranslation("ownData");
  return (
    <GuestLayout title={t("goodbye.noneTitle")} lead={t("goodbye.none")}>
      <Link to="/sign-in" className={buttonClasses("secondary", true)}>
        {t("goodbye.home")}
      </Link>
    </GuestLayout>
  );
}

function Erasure({ token }: { token: string }) {
  const { t } = useTranslation("ownData");
  const { data: receipt, error, refetch } = useQuery(receiptQuery(token));
  if (receipt === undefined && error instanceof ApiError && error.status === 404) {
    return <NoReceipt />;
  }
  const isDone = receipt?.state === "done";
  return (
    <GuestLayout
      title={t(isDone ? "goodbye.doneTitle" : "goodbye.title")}
      lead={t(isDone ? "goodbye.done" : "goodbye.lead")}
      foot={t("goodbye.thanks")}
    >
      {receipt !== undefined && <Receipt receipt={receipt} />}
      {receipt === undefined && error === null && (
        <ProgressBar label={t("goodbye.bar")} share={null} />
      )}
      {receipt === undefined && error !== null && (
        <ErrorState inSection error={error} onRetry={() => void refetch()} />
      )}
    </GuestLayout>
  );
}

/** After the account: how far its erasure is, for whoever holds the receipt's address. */
export function GoodbyePage() {
  const hash = useLocation({ select: (location) => location.hash });
  const token = new URLSearchParams(hash).get("receipt");
  const { isSignedIn } = mail.useLoaderData();
  // The end of the session empties what was read: the receipt is begun anew after it.
  return token ? <Erasure key={`${token} ${isSignedIn}`} token={token} /> : <NoReceipt />;
}
