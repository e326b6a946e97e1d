/** The account's settings: a section each, fetched when opened. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { meQuery } from "@/features/accounts/queries";
import { platformsQuery } from "@/features/analyse/queries";
import { apiKeysQuery, scopesQuery } from "@/features/apiKeys/queries";
import { activityQuery } from "@/features/ownData/queries";
import { signInsQuery } from "@/features/settings/sessionQueries";
import {
  deliveriesQuery,
  endpointQuery,
  endpointsQuery,
  eventTypesQuery,
} from "@/features/webhooks/queries";
import { readDeliverySearch } from "@/features/webhooks/search";
import { loadTexts } from "@/lib/i18n";

import { shellRoute } from "./frame";
import type { Search } from "./search";

/** Whether something new is being made, in the drawer of its list. */
function readMake(search: Search): { make?: true } {
  return { make: search["make"] === true || undefined };
}

const layoutRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  loader: () => loadTexts("settings", "accounts"),
  component: lazyRouteComponent(
    () => import("@/features/settings/SettingsLayout"),
    "SettingsLayout",
  ),
});

const indexRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/profile", replace: true });
  },
});

const profileRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/profile",
  loader: ({ context }) => void context.queries.prefetchQuery(meQuery),
  component: lazyRouteComponent(() => import("@/features/settings/ProfilePage"), "ProfilePage"),
});

const securityRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/security",
  loader: ({ context }) => void context.queries.prefetchQuery(signInsQuery),
  component: lazyRouteComponent(() => import("@/features/settings/SecurityPage"), "SecurityPage"),
});

const apiKeysRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/api-keys",
  validateSearch: readMake,
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(apiKeysQuery);
    void context.queries.prefetchQuery(scopesQuery);
    await loadTexts("apiKeys");
  },
  component: lazyRouteComponent(() => import("@/features/apiKeys/ApiKeysPage"), "ApiKeysPage"),
});

const webhooksRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/webhooks",
  validateSearch: readMake,
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(endpointsQuery);
    void context.queries.prefetchQuery(eventTypesQuery);
    await loadTexts("webhooks");
  },
  component: lazyRouteComponent(() => import("@/features/webhooks/WebhooksPage"), "WebhooksPage"),
});

const endpointRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/webhooks/$endpointId",
  validateSearch: readDeliverySearch,
  loaderDeps: ({ search }) => ({ state: search.state }),
  loader: async ({ context, params, deps }) => {
    void context.queries.prefetchQuery(endpointQuery(params.endpointId));
    void context.queries.prefetchInfiniteQuery(deliveriesQuery(params.endpointId, deps.state));
    await loadTexts("webhooks");
  },
  component: lazyRouteComponent(() => import("@/features/webhooks/EndpointPage"), "EndpointPage"),
});

const sourcesRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/sources",
  loader: ({ context }) => void context.queries.prefetchQuery(platformsQuery),
  component: lazyRouteComponent(() => import("@/features/settings/SourcesPage"), "SourcesPage"),
});

const dataRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/data",
  loader: async ({ context }) => {
    void context.queries.prefetchInfiniteQuery(activityQuery);
    await loadTexts("ownData");
  },
  component: lazyRouteComponent(() => import("@/features/ownData/YourDataPage"), "YourDataPage"),
});

const administrationRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/administration",
  component: lazyRouteComponent(
    () => import("@/features/settings/AdministrationPage"),
    "AdministrationPage",
  ),
});

export const settingsRoute = layoutRoute.addChildren([
  indexRoute,
  profileRoute,
  securityRoute,
  apiKeysRoute,
  webhooksRoute,
  endpointRoute,
  sourcesRoute,
  dataRoute,
  administrationRoute,
]);
