import { createRouter, type RouterHistory } from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";

import { Starting } from "./layout/Fallbacks";
import { guestRoute, indexRoute, mailRoute, rootRoute, shellRoute } from "./routes/frame";
import {
  forgotPasswordRoute,
  goodbyeRoute,
  resetPasswordRoute,
  signInRoute,
  signUpRoute,
  verifyEmailRoute,
} from "./routes/guest";
import { settingsRoute } from "./routes/settings";
import {
  analyseRoute,
  creatorsRoute,
  historyRoute,
  importRoute,
  libraryRoute,
  resultRoute,
} from "./routes/work";

const routeTree = rootRoute.addChildren([
  indexRoute,
  guestRoute.addChildren([signInRoute, signUpRoute]),
  mailRoute.addChildren([forgotPasswordRoute, resetPasswordRoute, verifyEmailRoute, goodbyeRoute]),
  shellRoute.addChildren([
    analyseRoute,
    libraryRoute,
    creatorsRoute,
    importRoute,
    historyRoute,
    resultRoute,
    settingsRoute,
  ]),
]);

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
