import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { PageBar, type PageBarProps } from "./PageBar";
import { OfflineLine } from "./Shell";

export interface PageProps extends Omit<PageBarProps, "children"> {
  /** At the right of the bar. */
  actions?: ReactNode;
  children: ReactNode;
  /** 960 wide at most instead of 1,360. */
  narrow?: boolean;
}

/** One page within the shell: its bar, the offline line, its content; names the tab. */
export function Page({ actions, children, narrow = false, ...bar }: PageProps) {
  const { t } = useTranslation();
  const title = bar.page ?? bar.area.name;
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <>
      <PageBar {...bar}>{actions}</PageBar>
      <OfflineLine />
      <main
        id="content"
        tabIndex={-1}
        className={joinClasses(
          "mx-auto w-full flex-1 px-4 pt-8 pb-14 md:px-10 md:pt-9",
          narrow ? "max-w-[1040px]" : "max-w-[1440px]",
        )}
      >
        {children}
      </main>
    </>
  );
}
