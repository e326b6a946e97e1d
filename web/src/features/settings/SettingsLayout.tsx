import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { meQuery } from "@/features/accounts/queries";
import { joinClasses } from "@/lib/classes";

import { findSection, listSections, type Section } from "./sections";

const TAB =
  "relative flex h-10 shrink-0 items-center px-3 text-table font-medium text-ink-2 hovered:text-ink " +
  "lg:h-8 lg:rounded-control lg:px-2.5 lg:text-body lg:hovered:bg-fill";
const OPEN_TAB =
  "text-ink! max-lg:after:absolute max-lg:after:inset-x-3 max-lg:after:-bottom-px max-lg:after:h-0.5 " +
  "max-lg:after:bg-ink max-lg:after:content-[''] lg:bg-fill-2";

/** The sections: a list at the left, one line of tabs where there is no room for it. */
function SectionNavigation({ open }: { open: Section }) {
  const { t } = useTranslation();
  const { data: user } = useQuery(meQuery);
  const line = useRef<HTMLElement>(null);

  useEffect(() => {
    // Where the line is narrow, the open tab may lie beyond its edge.
    function showOpen(): void {
      const tab = line.current?.querySelector<HTMLElement>(`[href="${open.to}"]`);
      if (line.current !== null && tab != null) {
        line.current.scrollLeft = tab.offsetLeft - line.current.clientWidth / 3;
      }
    }
    showOpen();
    window.addEventListener("resize", showOpen);
    return () => window.removeEventListener("resize", showOpen);
  }, [open]);

  return (
    <nav
      ref={line}
      aria-label={t("settings.title")}
      className={joinClasses(
        "relative -mx-4 flex overflow-x-auto border-b border-line px-1 md:-mx-10 md:px-7",
        "lg:sticky lg:top-24 lg:mx-0 lg:w-44 lg:shrink-0 lg:flex-col lg:gap-0.5 lg:self-start",
        "lg:overflow-visible lg:border-b-0 lg:px-0",
      )}
    >
      {listSections(user).map(({ name, to }) => (
        <Link
          key={to}
          to={to}
          className={TAB}
          aria-current={name === open.name ? "page" : undefined}
          activeProps={{ className: OPEN_TAB }}
        >
          {t(`settings.${name}`)}
        </Link>
      ))}
    </nav>
  );
}

/** What the pages of the settings stand in. */
export function SettingsLayout() {
  const { t } = useTranslation();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const open = findSection(path);
  return (
    <Page
      area={{ name: t("settings.title"), to: "/settings" }}
      tabTitle={t(`settings.${open.name}`)}
    >
      <h1 className="text-title">{t("settings.title")}</h1>
      <div className="mt-3 lg:mt-6 lg:flex lg:gap-12">
        <SectionNavigation open={open} />
        <div className="max-w-[760px] min-w-0 flex-1 pt-8 lg:pt-0">
          <Outlet />
        </div>
      </div>
    </Page>
  );
}
