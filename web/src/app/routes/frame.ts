/** The routes that others stand under: the root, the pages of guests, the shell. */
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";

import { limitsQuery, meQuery } from "@/features/accounts/queries";
import { fetchAhead } from "@/lib/fetchAhead";
import { loadTexts } from "@/lib/i18n";

import { NotFoundPage, RootError } from "../layout/Fallbacks";
import { Shell } from "../layout/Shell";
import { startSession } from "../session";
import { readText, type Search } from "./search";

interface RouterContext {
  queries: QueryClient;
}

/** Only paths of our own may be returned to after sign-in. */
const OWN_PATH = /^\/(?![/\\])/;

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: RootError,
});

export const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/analyse", replace: true });
  },
});

/** Pages for those who are not signed in; the others are sent on. */
export const guestRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "guest",
  validateSearch: (search: Search) => readText(search, "next", OWN_PATH),
  beforeLoad: async ({ search }) => {
    if ((await startSession()) === "signed_in") {
      throw redirect({ href: search.next ?? "/analyse", replace: true });
    }
  },
  loader: () => loadTexts("accounts"),
});

/** What a mail leads to: for whoever holds the link, signed in here or not. */
export const mailRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "mail",
  loader: async () => {
    const [session] = await Promise.all([startSession(), loadTexts("accounts")]);
    return { isSignedIn: session === "signed_in" };
  },
});

/** Everything that needs a session stands under the shell. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await startSession();
    if (session === "no_answer") throw new Error("no_answer");
    if (session === "signed_out") {
      throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
    }
  },
  loader: ({ context }) => {
    void context.queries.prefetchQuery(meQuery);
    void context.queries.prefetchQuery(limitsQuery);
    preloadPages();
  },
});

/** Fetches the other pages once the first stands, so that they open without the network. */
function preloadPages(): void {
  const load = (): void => {
    for (const part of [
      () => import("@/features/analyse/AnalysePage"),
      () => import("@/features/library/LibraryPage"),
      () => import("@/features/requests/HistoryPage"),
      () => import("@/features/result/RequestPage"),
      () => import("@/components/OpenableFilter"),
      () => import("@/features/library/PostDrawer"),
      () => import("@/features/requests/RequestProgress"),
      () => import("@/features/result/CitationCard"),
      () => import("@/features/result/EvidenceDetail"),
      () => import("@/features/result/PostSwitch"),
      () => import("@/features/result/StoppedPost"),
      () => import("@/features/result/compare/CompareView"),
      () => import("../layout/FindDialog"),
      () => import("../layout/OpenableMenu"),
      () => import("../layout/ShortcutDialog"),
    ]) {
      fetchAhead(part);
    }
    void loadTexts("analyse", "library", "reasons", "requests", "result");
  };
  // Safari has no idle callback.
  if ("requestIdleCallback" in window) window.requestIdleCallback(load, { timeout: 5000 });
  else setTimeout(load, 2000);
}
