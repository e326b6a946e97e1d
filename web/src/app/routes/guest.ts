/** Before sign-in, and where mails lead. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { guestRoute } from "./frame";

export const signInRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/features/accounts/SignInPage"), "SignInPage"),
});

export const signUpRoute = createRoute({
  getParentRoute: () => guestRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/accounts/SignUpPage"), "SignUpPage"),
});
