/** The account's settings: a section each, fetched when opened. */
import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { meQuery } from "@/features/accounts/queries";
import { loadTexts } from "@/lib/i18n";

import { shellRoute } from "./frame";

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

export const settingsRoute = layoutRoute.addChildren([indexRoute, profileRoute]);
