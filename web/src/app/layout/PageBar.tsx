import { Link } from "@tanstack/react-router";
import { ChevronLeft, Search } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { LogoMark } from "@/components/Logo";

import { AccountMenu } from "./AccountMenu";
import { useFind } from "./find";

export interface PageBarProps {
  /** Where one is: the area, and the page within it. */
  area: { name: string; to: "/analyse" | "/library" | "/creators" | "/requests" | "/settings" };
  page?: string;
  /** At the right: figures, then actions. */
  children?: ReactNode;
}

/** The line over a page: where one is, and what can be done with all of it. */
export function PageBar({ area, page, children }: PageBarProps) {
  const { t } = useTranslation();
  const find = useFind();
  const isDeep = page !== undefined;
  return (
    <header className="print:hidden sticky top-0 z-20 flex h-14 shrink-0 items-center gap-3 border-b border-line bg-sheet px-4 md:px-10">
      {!isDeep && (
        <Link to="/analyse" className="flex items-center gap-2.5 rounded-control md:hidden">
          <LogoMark />
          <span className="text-block tracking-[-0.01em]">{t("product")}</span>
        </Link>
      )}
      <ol
        className={`min-w-0 flex-1 items-center gap-2 text-table ${isDeep ? "flex" : "hidden md:flex"}`}
      >
        {isDeep ? (
          <>
            <li className="flex shrink-0 items-center">
              <Link
                to={area.to}
                className="flex items-center gap-1.5 rounded-chip text-ink-2 hovered:text-ink"
              >
                <ChevronLeft aria-hidden className="size-4 md:hidden" strokeWidth={1.75} />
                {area.name}
              </Link>
            </li>
            <Fragment>
              <li aria-hidden className="text-ink-3">
                /
              </li>
              <li aria-current="page" className="truncate font-medium">
                {page}
              </li>
            </Fragment>
          </>
        ) : (
          <li aria-current="page" className="font-medium">
            {area.name}
          </li>
        )}
      </ol>
      <div className="ml-auto flex shrink-0 items-center gap-1 md:gap-3">
        {children}
        <div className="flex items-center md:hidden">
          <Button
            kind="quiet"
            aria-label={t("nav.findShort")}
            onClick={find.open}
            square
            icon={<Search aria-hidden className="size-5" strokeWidth={1.75} />}
          />
          <AccountMenu compact />
        </div>
      </div>
    </header>
  );
}
