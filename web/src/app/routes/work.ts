/** The daily pages: links in, results out. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";

import { demoQuery, platformsQuery } from "@/features/analyse/queries";
import { readCreatorsSearch } from "@/features/creators/search";
import { followedQuery, outliersQuery } from "@/features/creators/queries";
import { readLibrarySearch } from "@/features/library/filters";
import { creatorsQuery, libraryQuery } from "@/features/library/queries";
import { buildHistoryQuery, readHistorySearch } from "@/features/requests/historyFilters";
import { requestListQuery, requestQuery, requestsQuery } from "@/features/requests/queries";
import { loadTexts } from "@/lib/i18n";

import { shellRoute } from "./frame";
import { readPlace, readText, type Search, UUID } from "./search";

const EVIDENCE_ID = /^E\d{1,3}$/;

export const analyseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/analyse",
  validateSearch: (search: Search) => readText(search, "request", UUID),
  loaderDeps: ({ search }) => ({ request: search.request }),
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(requestsQuery);
    void context.queries.prefetchQuery(demoQuery);
    void context.queries.prefetchQuery(platformsQuery);
    if (deps.request !== undefined) void context.queries.prefetchQuery(requestQuery(deps.request));
    await loadTexts("analyse", "requests", "reasons");
  },
  component: lazyRouteComponent(() => import("@/features/analyse/AnalysePage"), "AnalysePage"),
});

export const libraryRoute = createRoute({
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
    // ... and pictures in those of a result.
    await loadTexts("library", "analyse", "result");
  },
  component: lazyRouteComponent(() => import("@/features/library/LibraryPage"), "LibraryPage"),
});

export const creatorsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/creators",
  validateSearch: readCreatorsSearch,
  loader: async ({ context }) => {
    void context.queries.prefetchInfiniteQuery(followedQuery);
    void context.queries.prefetchInfiniteQuery(outliersQuery);
    // Verdicts are told in the words of the library, limits in those of the box.
    await loadTexts("creators", "library", "analyse", "reasons");
  },
  component: lazyRouteComponent(() => import("@/features/creators/CreatorsPage"), "CreatorsPage"),
});

export const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/import",
  validateSearch: (search: Search) => readText(search, "import", UUID),
  loader: async ({ context }) => {
    void context.queries.prefetchQuery(platformsQuery);
    await loadTexts("import", "reasons");
  },
  component: lazyRouteComponent(() => import("@/features/import/ImportPage"), "ImportPage"),
});

export const historyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/requests",
  validateSearch: readHistorySearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    void context.queries.prefetchInfiniteQuery(requestListQuery(buildHistoryQuery(deps)));
    void context.queries.prefetchQuery(platformsQuery);
    await loadTexts("requests", "reasons");
  },
  component: lazyRouteComponent(() => import("@/features/requests/HistoryPage"), "HistoryPage"),
});

export const resultRoute = createRoute({
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
    await loadTexts("result");
  },
  component: lazyRouteComponent(() => import("@/features/result/RequestPage"), "RequestPage"),
});
