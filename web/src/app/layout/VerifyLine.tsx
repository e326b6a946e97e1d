import { useQuery } from "@tanstack/react-query";
import { MailWarning, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { meQuery } from "@/features/accounts/queries";
import { SendAgain } from "@/features/accounts/SendAgain";

const KEY = "postscope.verify-line";

function wasDismissed(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "gone";
  } catch {
    return false;
  }
}

/** Says that the address is not verified yet, until it is or until the tab is closed. */
export function VerifyLine() {
  const { t } = useTranslation();
  const { data: user } = useQuery(meQuery);
  const [isGone, setGone] = useState(wasDismissed);
  if (user === undefined || user.email === null || user.email_verified || isGone) return null;

  function dismiss(): void {
    setGone(true);
    try {
      sessionStorage.setItem(KEY, "gone");
    } catch {
      // Storage may be closed to us: it is gone until the next page.
    }
  }

  return (
    <aside
      aria-label={t("verify.label")}
      className="print:hidden flex items-start gap-2 border-b border-line bg-canvas py-1 pr-1.5 pl-4 md:pr-7 md:pl-10"
    >
      <MailWarning aria-hidden className="mt-2 size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
      <p className="flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-x-2 py-1 text-table text-ink-2">
        <span className="min-w-0">{t("verify.line", { email: user.email })}</span>
        <SendAgain kind="link" />
      </p>
      <Button
        kind="quiet"
        square
        aria-label={t("verify.dismiss")}
        onClick={dismiss}
        icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
      />
    </aside>
  );
}
