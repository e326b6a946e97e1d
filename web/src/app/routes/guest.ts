/** Before sign-in, and where mails lead. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { loadTexts } from "@/lib/i18n";

import { guestRoute, mailRoute } from "./frame";

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

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => mailRoute,
  path: "/forgot-password",
  component: lazyRouteComponent(
    () => import("@/features/accounts/ForgotPasswordPage"),
    "ForgotPasswordPage",
  ),
});

export const resetPasswordRoute = createRoute({
  getParentRoute: () => mailRoute,
  path: "/reset-password",
  component: lazyRouteComponent(
    () => import("@/features/accounts/ResetPasswordPage"),
    "ResetPasswordPage",
  ),
});

export const verifyEmailRoute = createRoute({
  getParentRoute: () => mailRoute,
  path: "/verify-email",
  component: lazyRouteComponent(
    () => import("@/features/accounts/VerifyEmailPage"),
    "VerifyEmailPage",
  ),
});

/** The receipt of an erased account, for whoever holds its address. */
export const goodbyeRoute = createRoute({
  getParentRoute: () => mailRoute,
  path: "/goodbye",
  loader: () => loadTexts("ownData"),
  component: lazyRouteComponent(() => import("@/features/ownData/GoodbyePage"), "GoodbyePage"),
});
