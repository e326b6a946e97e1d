import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History, LibraryBig, ScanSearch, Search, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";

import { KeyCap } from "@/components/KeyCap";
import { LogoMark } from "@/components/Logo";
import { limitsQuery } from "@/features/accounts/queries";
import { joinClasses } from "@/lib/classes";

import { AccountMenu } from "./AccountMenu";

const AREAS = [
  { to: "/analyse", name: "analyse", Icon: ScanSearch },
  { to: "/library", name: "library", Icon: LibraryBig },
  { to: "/creators", name: "creators", Icon: UsersRound },
  { to: "/requests", name: "history", Icon: History },
] as const;

const ITEM =
  "relative flex h-8 items-center gap-2.5 rounded-control px-2 text-body font-medium text-ink-2 " +
  "hovered:bg-fill hovered:text-ink";

/** The mark at the page's edge: this area is the one that is open. */
function EdgeMark({ className }: { className: string }) {
  return (
    <span aria-hidden className={joinClasses("absolute border-mark-line bg-mark", className)} />
  );
}

function UsageMeter() {
  const { t } = useTranslation();
  const { data: limits } = useQuery(limitsQuery);
  if (limits === undefined) return <div className="h-[54px]" />;
  const posts = limits.limits.max_analyses_per_day;
  // Reserved posts count until they fail, so that the two figures add up to the limit.
  const used = posts.used + posts.reserved;
  const share = Math.min(1, used / Math.max(1, posts.limit));
  return (
    <div className="px-2 text-note">
      <p className="text-ink-2">
        <strong className="font-semibold text-ink">{used}</strong>{" "}
        {t("usage.ofToday", { count: posts.limit })}
      </p>
      <div
        role="meter"
        aria-label={t("usage.meter")}
        aria-valuemin={0}
        aria-valuemax={posts.limit}
        aria-valuenow={used}
        className="mt-1.5 h-1 overflow-hidden rounded-full bg-fill-2"
      >
        <div className="h-full rounded-full bg-ink" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="mt-2 text-ink-3">{t("usage.plan", { plan: limits.plan.name })}</p>
    </div>
  );
}

/** The column at the left, from 768 px. */
export function SideNavigation({ onFind }: { onFind: () => void }) {
  const { t } = useTranslation();
  return (
    <aside
      aria-label={t("product")}
      className="print:hidden sticky top-0 hidden h-dvh w-52 shrink-0 flex-col border-r border-line bg-canvas md:flex"
    >
      <Link to="/analyse" className="mx-3 mt-3 flex h-10 items-center gap-2.5 rounded-control px-2">
        <LogoMark />
        <span className="text-block tracking-[-0.01em]">{t("product")}</span>
      </Link>
      <button
        type="button"
        onClick={onFind}
        aria-keyshortcuts="/"
        className="mx-3 mt-2.5 flex h-8 items-center gap-2 rounded-control border border-line-2 bg-sheet px-2 text-table text-ink-3"
      >
        <Search aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="flex-1 text-left">{t("nav.find")}</span>
        <KeyCap>/</KeyCap>
      </button>
      <nav aria-label={t("nav.label")} className="mt-4 flex flex-col gap-1 px-3">
        {AREAS.map(({ to, name, Icon }) => (
          <Link key={to} to={to} className={ITEM} activeProps={{ className: "bg-fill-2 text-ink" }}>
            {({ isActive }) => (
              <>
                {isActive && (
                  <EdgeMark className="top-1/2 -left-3 h-4 w-[5px] -translate-y-1/2 border-y border-r" />
                )}
                <Icon aria-hidden className="size-4" strokeWidth={1.75} />
                {t(`nav.${name}`)}
              </>
            )}
          </Link>
        ))}
      </nav>
      <div className="mt-auto px-3 pb-4">
        <UsageMeter />
        <div className="mt-4 border-t border-line pt-2">
          <AccountMenu />
        </div>
      </div>
    </aside>
  );
}

/** The bar at the foot of a phone. */
export function TabBar() {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t("nav.label")}
      className="print:hidden sticky bottom-0 z-20 flex border-t border-line bg-sheet pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {AREAS.map(({ to, name, Icon }) => (
        <Link
          key={to}
          to={to}
          className="relative flex h-14 flex-1 flex-col items-center justify-center gap-1 text-chip text-ink-3"
          activeProps={{ className: "font-medium text-ink!" }}
        >
          {({ isActive }) => (
            <>
              {isActive && <EdgeMark className="top-0 h-1 w-8 border-x border-b" />}
              <Icon aria-hidden className="size-5" strokeWidth={1.75} />
              {t(`nav.${name}`)}
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}
