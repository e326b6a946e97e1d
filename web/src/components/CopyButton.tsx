import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button, type ButtonKind } from "./Button";

export interface CopyButtonProps {
  text: string;
  kind?: ButtonKind;
  /** What is copied, where "Copy" alone would not say it. */
  label?: string;
  /** Written on the button instead of "Copy". */
  children?: ReactNode;
}

/** Copies a text and says for two seconds that it did. */
export function CopyButton({ text, kind = "secondary", label, children }: CopyButtonProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<"done" | "failed" | null>(null);

  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("done");
    } catch {
      setOutcome("failed");
    }
  }

  const Icon = outcome === "done" ? Check : Copy;
  return (
    <>
      <Button
        kind={kind}
        aria-label={label}
        onClick={() => void copy()}
        icon={<Icon aria-hidden className="size-4" strokeWidth={1.75} />}
      >
        {children ?? t("copy.action")}
      </Button>
      <span role="status" className="sr-only">
        {outcome !== null && t(`copy.${outcome}`)}
      </span>
    </>
  );
}
