import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

/** A grey shape of the size that the content will have. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={joinClasses("skeleton block", className)} />;
}

/** Says once that something loads; its shapes are silent. */
export function LoadingShapes({
  children,
  className,
}: {
  children: ReactNode;
  className?: string;
}) {
  const { t } = useTranslation();
  return (
    <div role="status" className={className}>
      <span className="sr-only">{t("loading")}</span>
      {children}
    </div>
  );
}
