import { Check, Link2, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";

/** What can be done with the whole page: pass its address on, put it on paper. */
export function ResultActions() {
  const { t } = useTranslation("result");
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copyAddress(): Promise<void> {
    try {
      await navigator.clipboard.writeText(window.location.href);
      setCopied(true);
    } catch {
      // The address stands in the browser's own bar.
    }
  }

  const Icon = isCopied ? Check : Link2;
  return (
    <div className="hidden items-center gap-1 md:flex">
      <Button
        kind="quiet"
        onClick={() => void copyAddress()}
        icon={<Icon aria-hidden className="size-4" strokeWidth={1.75} />}
      >
        {t("bar.copyLink")}
      </Button>
      <span role="status" className="sr-only">
        {isCopied && t("bar.linkCopied")}
      </span>
      <Button
        kind="quiet"
        onClick={() => window.print()}
        icon={<Printer aria-hidden className="size-4" strokeWidth={1.75} />}
      >
        {t("bar.print")}
      </Button>
    </div>
  );
}
