import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { buttonClasses } from "@/components/Button";
import { ErrorState } from "@/components/ErrorState";
import { LogoMark } from "@/components/Logo";
import { NoAnswer } from "@/lib/api/errors";

/** While the session is asked for: the mark alone, where the shell will have it. */
export function Starting() {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex min-h-dvh items-center justify-center bg-sheet">
      <LogoMark className="scale-150" />
      <span className="sr-only">{t("loading")}</span>
    </div>
  );
}

/** An address that means nothing. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto max-w-[600px] px-4 py-24">
      <h1 className="text-title">{t("error.notFoundTitle")}</h1>
      <p className="mt-2 text-lead text-ink-2">{t("error.notFound")}</p>
      <Link to="/analyse" className={`mt-6 ${buttonClasses("primary", true)}`}>
        {t("error.home")}
      </Link>
    </main>
  );
}

/** The last resort: what broke outside every page's own error state. */
export function RootError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const isUnreached = error instanceof Error && error.message === "no_answer";
  const shown: unknown = isUnreached ? new NoAnswer() : error;
  return (
    <main className="px-4">
      <ErrorState error={shown} onRetry={() => void router.invalidate()} />
    </main>
  );
}
