import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { OfflineLine } from "@/app/layout/Shell";
import { LogoMark } from "@/components/Logo";
import { StripOutline } from "@/components/strip/StripOutline";
import { changeLanguage, currentLanguage } from "@/lib/i18n";
import { LANGUAGE_NAMES, LANGUAGES } from "@/lib/i18n/language";

export interface GuestLayoutProps {
  title: string;
  lead: ReactNode;
  children: ReactNode;
  /** Under the form: the way to the other page. */
  foot?: ReactNode;
}

/** The other languages, each in its own words; before sign-in there is no menu. */
function OtherLanguages() {
  return LANGUAGES.filter((language) => language !== currentLanguage()).map((language) => (
    <button
      key={language}
      type="button"
      lang={language}
      onClick={() => void changeLanguage(language)}
      className="link rounded-chip text-table text-ink-2"
    >
      {LANGUAGE_NAMES[language]}
    </button>
  ));
}

/** The frame of the pages before sign-in: the form, and what the product does. */
export function GuestLayout({ title, lead, children, foot }: GuestLayoutProps) {
  const { t } = useTranslation(["accounts", "common"]);
  useEffect(() => {
    document.title = `${title} · ${t("common:product")}`;
  }, [title, t]);
  return (
    <div className="flex min-h-dvh">
      <div className="flex min-w-0 flex-1 flex-col">
        <OfflineLine />
        <header className="flex h-14 items-center gap-2.5 px-4 md:px-10">
          <LogoMark />
          <span className="flex-1 text-block tracking-[-0.01em]">{t("common:product")}</span>
          <OtherLanguages />
        </header>
        <main className="mx-auto flex w-full max-w-[408px] flex-1 flex-col justify-center px-4 py-10">
          <h1 className="text-title">{title}</h1>
          <p className="mt-1 mb-8 text-lead text-ink-2">{lead}</p>
          {children}
          {foot !== undefined && <p className="mt-6 text-table text-ink-2">{foot}</p>}
        </main>
      </div>
      <aside className="hidden flex-1 items-center border-l border-line bg-canvas px-14 lg:flex">
        <div className="mx-auto w-full max-w-[560px]">
          <StripOutline usual={t("accounts:aside.usual")} post={t("accounts:aside.post")} />
          <p className="mt-10 text-section">{t("accounts:aside.line1")}</p>
          <p className="mt-1 text-section text-ink-2">{t("accounts:aside.line2")}</p>
        </div>
      </aside>
    </div>
  );
}
