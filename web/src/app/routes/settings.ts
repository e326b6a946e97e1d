/** The account's settings: a section each, fetched when opened. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { meQuery } from "@/features/accounts/queries";
import { apiKeysQuery } from "@/features/apiKeys/queries";
import { loadTexts } from "@/lib/i18n";

import { shellRoute } from "./frame";
import type { Search } from "./search";

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

const apiKeysRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/api-keys",
  validateSearch: (search: Search): { make?: true } => ({
    make: search["make"] === true || undefined,
  }),
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(apiKeysQuery);
    await loadTexts("apiKeys");
  },
  component: lazyRouteComponent(() => import("@/features/apiKeys/ApiKeysPage"), "ApiKeysPage"),
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
  apiKeysRoute,
  administrationRoute,
]);
