import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { PageBar, type PageBarProps } from "./PageBar";
import { OfflineLine } from "./Shell";
import { VerifyLine } from "./VerifyLine";

export interface PageProps extends Omit<PageBarProps, "children"> {
  /** At the right of the bar. */
  actions?: ReactNode;
  children: ReactNode;
  /** What the browser's tab is called, where it is not what the bar says. */
  tabTitle?: string;
  /** 960 wide at most instead of 1,360. */
  narrow?: boolean;
}

/** Where the first page was, until it is left: there the browser's own place to start is right. */
let firstPath: string | null = null;
let hasMoved = false;

/**
 * Whoever follows a link leaves it behind with its page; the focus would fall to the
 * document's start. It goes to the content instead, unless the page has a better place.
 */
function useFocusOnArrival() {
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    const path = window.location.pathname;
    firstPath ??= path;
    hasMoved ||= path !== firstPath;
    if (!hasMoved) return;
    if (document.activeElement === null || document.activeElement === document.body) {
      content.current?.focus({ preventScroll: true });
    }
  }, []);
  return content;
}

/** One page within the shell: its bar, the offline line, its content; names the tab. */
export function Page({ actions, children, narrow = false, tabTitle, ...bar }: PageProps) {
  const { t } = useTranslation();
  const content = useFocusOnArrival();
  const title = tabTitle ?? bar.page ?? bar.area.name;
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <>
      <PageBar {...bar}>{actions}</PageBar>
      <OfflineLine />
      <VerifyLine />
      <main
        ref={content}
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
