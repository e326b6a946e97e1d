import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useOnce } from "@/components/useOnce";
import { UndoToasts } from "@/components/UndoToasts";
import { meQuery } from "@/features/accounts/queries";
import { useIsOnline } from "@/lib/connection";
import { changeLanguage } from "@/lib/i18n";
import { readLanguage } from "@/lib/i18n/language";
import { useShortcuts } from "@/lib/shortcuts";

import { FindContext } from "./find";
import { SideNavigation, TabBar } from "./Navigation";
import { ShortcutHelpContext } from "./shortcutHelp";

// What can be opened over every page waits until it is, or until the page has time.
const FindDialog = lazy(() =>
  import("./FindDialog").then((file) => ({ default: file.FindDialog })),
);
const ShortcutDialog = lazy(() =>
  import("./ShortcutDialog").then((file) => ({ default: file.ShortcutDialog })),
);

/** Says that the network is away; what is held stays readable. */
export function OfflineLine() {
  const { t } = useTranslation();
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {!isOnline && (
        <p className="flex min-h-8 items-center gap-2 bg-warn-soft px-4 py-1.5 text-note text-warn md:px-10">
          <WifiOff aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          {t("offline.line")}
        </p>
      )}
    </div>
  );
}

/** The page speaks the language of the profile, once that is known. */
function useProfileLanguage(): void {
  const { data: user } = useQuery(meQuery);
  const language = readLanguage(user?.language);
  useEffect(() => {
    if (language !== null) void changeLanguage(language);
  }, [language]);
}

/** Navigation, the page, and what can be opened over every page. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isFinding, setFinding] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const wasFinding = useOnce(isFinding);
  const wasHelpOpen = useOnce(isHelpOpen);
  const find = useMemo(() => ({ open: () => setFinding(true) }), []);
  const help = useMemo(() => ({ open: () => setHelpOpen(true) }), []);
  useProfileLanguage();

  useShortcuts({
    "/": find.open,
    "?": help.open,
    "g a": () => void navigate({ to: "/analyse" }),
    "g l": () => void navigate({ to: "/library" }),
    "g c": () => void navigate({ to: "/creators" }),
    "g h": () => void navigate({ to: "/requests" }),
    "g s": () => void navigate({ to: "/settings" }),
  });

  return (
    <FindContext value={find}>
      <ShortcutHelpContext value={help}>
        <a
          href="#content"
          className="print:hidden fixed top-2 left-2 z-40 -translate-y-20 rounded-control bg-ink px-3 py-2 text-table text-sheet focus:translate-y-0"
        >
          {t("skipToContent")}
        </a>
        <div className="flex min-h-dvh">
          <SideNavigation onFind={find.open} />
          <div className="flex min-w-0 flex-1 flex-col">
            <Outlet />
            <TabBar />
          </div>
        </div>
        <UndoToasts />
        <Suspense>
          {wasFinding && <FindDialog isOpen={isFinding} onClose={() => setFinding(false)} />}
        </Suspense>
        <Suspense>
          {wasHelpOpen && <ShortcutDialog isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />}
        </Suspense>
      </ShortcutHelpContext>
    </FindContext>
  );
}
