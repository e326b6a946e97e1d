import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";

import { limitsQuery, meQuery } from "@/features/accounts/queries";
import { demoQuery, platformsQuery } from "@/features/analyse/queries";
import { readLibrarySearch } from "@/features/library/filters";
import { creatorsQuery, libraryQuery } from "@/features/library/queries";
import { buildHistoryQuery, readHistorySearch } from "@/features/requests/historyFilters";
import { requestListQuery, requestQuery, requestsQuery } from "@/features/requests/queries";
import { loadTexts } from "@/lib/i18n";

import { NotFoundPage, RootError, Starting } from "./layout/Fallbacks";
import { Shell } from "./layout/Shell";
import { startSession } from "./session";

interface RouterContext {
  queries: QueryClient;
}

type Search = Record<string, unknown>;

/** Only paths of our own may be returned to after sign-in. */
const OWN_PATH = /^\/(?![/\\])/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const EVIDENCE_ID = /^E\d{1,3}$/;

/**
 * A parameter that has the form; a damaged one is left out, it never stops a page.
 * `undefined` must be said: the router lays the answer over the address as it came.
 */
function readText<Name extends string>(
  search: Search,
  name: Name,
  form: RegExp,
): { [Key in Name]?: string } {
  const value = search[name];
  const isGood = typeof value === "string" && form.test(value);
  return { [name]: isGood ? value : undefined } as { [Key in Name]?: string };
}

/** The place of a post, counted from 1 in the address, as people count. */
function readPlace(search: Search): { post?: number } {
  const post = Number(search["post"]);
  return { post: Number.isInteger(post) && post >= 1 ? post : undefined };
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: NotFoundPage,
  errorComponent: RootError,
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/analyse", replace: true });
  },
});

/** Pages for those who are not signed in; the others are sent on. */
const guestRoute = createRoute({
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

const signInRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/features/accounts/SignInPage"), "SignInPage"),
});

const signUpRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/accounts/SignUpPage"), "SignUpPage"),
});

/** Everything that needs a session stands under the shell. */
const shellRoute = createRoute({
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

const analyseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/analyse",
  validateSearch: (search: Search) => readText(search, "request", UUID),
  loaderDeps: ({ search }) => ({ request: search.request }),
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(requestsQuery);
    void context.queries.prefetchQuery(demoQuery);
    void context.queries.prefetchQuery(platformsQuery);
    if (deps.request !== undefined) void context.queries.prefetchQuery(requestQuery(deps.request));
    await loadTexts("analyse", "requests");
  },
  component: lazyRouteComponent(() => import("@/features/analyse/AnalysePage"), "AnalysePage"),
});

const libraryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/library",
  validateSearch: readLibrarySearch,
  // The post that is open beside the list does not change the list.
  loaderDeps: ({ search }) => ({ ...search, post: undefined }),
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(libraryQuery(deps));
    void context.queries.prefetchInfiniteQuery(creatorsQuery);
    void context.queries.prefetchQuery(platformsQuery);
    // Limits and names of kinds are told in the words of the box.
    await loadTexts("library", "analyse");
  },
  component: lazyRouteComponent(() => import("@/features/library/LibraryPage"), "LibraryPage"),
});

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/import",
  validateSearch: (search: Search) => readText(search, "import", UUID),
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(platformsQuery);
    await loadTexts("import");
  },
  component: lazyRouteComponent(() => import("@/features/import/ImportPage"), "ImportPage"),
});

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/requests",
  validateSearch: readHistorySearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(requestListQuery(buildHistoryQuery(deps)));
    void context.queries.prefetchQuery(platformsQuery);
    await loadTexts("requests");
  },
  component: lazyRouteComponent(() => import("@/features/requests/HistoryPage"), "HistoryPage"),
});

const resultRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/requests/$requestId",
  validateSearch: (search: Search) => ({
    ...readPlace(search),
    ...readText(search, "e", EVIDENCE_ID),
    ...readText(search, "view", /^compare$/),
    ...readText(search, "sort", /^[a-z]+$/),
  }),
  loader: async ({ context, params }) => {
    void context.queries.prefetchQuery(requestQuery(params.requestId));
    await loadTexts("result", "requests");
  },
  component: lazyRouteComponent(() => import("@/features/result/RequestPage"), "RequestPage"),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  guestRoute.addChildren([signInRoute, signUpRoute]),
  shellRoute.addChildren([analyseRoute, libraryRoute, importRoute, historyRoute, resultRoute]),
]);

const SHELL_PAGES = [analyseRoute, libraryRoute, historyRoute, resultRoute];

/** Fetches the other pages once the first stands, so that they open without the network. */
function preloadPages(): void {
  const load = (): void => {
    for (const { options } of SHELL_PAGES) void options.component?.preload?.();
    void import("@/components/OpenableFilter");
    void loadTexts("analyse", "library", "requests", "result");
  };
  // Safari has no idle callback.
  if ("requestIdleCallback" in window) window.requestIdleCallback(load, { timeout: 5000 });
  else setTimeout(load, 2000);
}

export function buildRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queries },
    history,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: Starting,
    defaultPendingMs: 400,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof buildRouter>;
  }
}
