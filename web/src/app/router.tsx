import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { z } from "zod/mini";

import { limitsQuery, meQuery } from "@/features/accounts/queries";
import { demoQuery } from "@/features/analyse/queries";
import { requestPostsQuery, requestQuery, requestsQuery } from "@/features/requests/queries";
import { loadTexts } from "@/lib/i18n";

import { NotFoundPage, RootError, Starting } from "./layout/Fallbacks";
import { Shell } from "./layout/Shell";
import { startSession } from "./session";

interface RouterContext {
  queries: QueryClient;
}

/** Only paths of our own may be returned to after sign-in. */
const nextPath = z.optional(z.string().check(z.regex(/^\/(?![/\\])/)));

/** A damaged search parameter is left out; it never stops a page. */
function readOptional<Value>(schema: z.ZodMiniType<Value>, value: unknown): Value | undefined {
  const read = z.safeParse(schema, value);
  return read.success ? read.data : undefined;
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
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = readOptional(nextPath, search["next"]);
    return next === undefined ? {} : { next };
  },
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
  },
});

const analyseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/analyse",
  validateSearch: (search: Record<string, unknown>): { request?: string } => {
    const request = readOptional(z.uuid(), search["request"]);
    return request === undefined ? {} : { request };
  },
  loaderDeps: ({ search }) => ({ request: search.request }),
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(requestsQuery);
    void context.queries.prefetchQuery(demoQuery);
    if (deps.request !== undefined) void context.queries.prefetchQuery(requestQuery(deps.request));
    await loadTexts("analyse", "requests");
  },
  component: lazyRouteComponent(() => import("@/features/analyse/AnalysePage"), "AnalysePage"),
});

const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/requests",
  loader: async ({ context }) => {
    void context.queries.prefetchInfiniteQuery(requestsQuery);
    await loadTexts("requests");
  },
  component: lazyRouteComponent(() => import("@/features/requests/HistoryPage"), "HistoryPage"),
});

const resultRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/requests/$requestId",
  validateSearch: (search: Record<string, unknown>): { post?: number; e?: string } => {
    // Counted from 1 in the address, as people count.
    const post = readOptional(z.int().check(z.gte(1)), search["post"]);
    const e = readOptional(z.string().check(z.regex(/^E\d{1,3}$/)), search["e"]);
    return { ...(post === undefined ? {} : { post }), ...(e === undefined ? {} : { e }) };
  },
  loader: async ({ context, params }) => {
    void context.queries.prefetchQuery(requestQuery(params.requestId));
    void context.queries.prefetchQuery(requestPostsQuery(params.requestId));
    await loadTexts("result", "requests");
  },
  component: lazyRouteComponent(() => import("@/features/result/RequestPage"), "RequestPage"),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  guestRoute.addChildren([signInRoute, signUpRoute]),
  shellRoute.addChildren([analyseRoute, historyRoute, resultRoute]),
]);

export function buildRouter(queries: QueryClient) {
  return createRouter({
    routeTree,
    context: { queries },
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
