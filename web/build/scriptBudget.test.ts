import { describe, expect, it } from "vitest";

import { listRoutes, readRouteSources } from "./routes";
import { type BuiltScript, findTooLarge, listLoaded } from "./scriptBudget";

const FRAME = `
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  loader: () => loadTexts("accounts"),
});

function preload() { void import("@/features/far/FarPage"); }
`;
const PAGES = `
const layoutRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/Layout"), "Layout"),
});
const indexRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/",
});
const keysRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: "/keys/$id",
  loader: async () => {
    await loadTexts("keys", "words");
  },
  component: lazyRouteComponent(() => import("@/features/keys/KeysPage"), "KeysPage"),
});
`;

function script(file: string, bytes: number, overrides: Partial<BuiltScript> = {}): BuiltScript {
  return { file, module: null, isEntry: false, imports: [], bytes, ...overrides };
}

const texts = (language: string, bytes: number): BuiltScript[] =>
  ["common", "accounts", "keys", "words"].map((name) =>
    script(`${language}-${name}.js`, bytes, { module: `/w/src/locales/${language}/${name}.json` }),
  );
const SCRIPTS = [
  script("index.js", 100, { isEntry: true, imports: ["shared.js"], module: "/w/index.html" }),
  script("shared.js", 50),
  script("Layout.js", 10, { module: "/w/src/features/settings/Layout.tsx" }),
  script("KeysPage.js", 20, {
    module: "/w/src/features/keys/KeysPage.tsx",
    imports: ["shared.js", "table.js", "Layout.js"],
  }),
  script("table.js", 5),
  script("FarPage.js", 900, { module: "/w/src/features/far/FarPage.tsx" }),
  ...texts("en", 1),
  ...texts("de", 2),
];
const ROUTES = listRoutes(new Map(Object.entries({ "frame.ts": FRAME, "pages.ts": PAGES })));

describe("listRoutes", () => {
  it("reads what an address loads, with what stands above it", () => {
    expect(ROUTES).toEqual([
      {
        address: "/settings/keys/$id",
        modules: ["@/features/settings/Layout", "@/features/keys/KeysPage"],
        texts: ["common", "accounts", "keys", "words"],
      },
    ]);
  });

  it("finds every page of the app", () => {
    const found = listRoutes(readRouteSources("src/app/routes"));
    const addresses = found.map(({ address }) => address);
    expect(addresses).toEqual(
      expect.arrayContaining(["/analyse", "/library", "/settings/sources"]),
    );
    expect(found.find(({ address }) => address === "/settings/sources")?.texts).toContain(
      "settings",
    );
  });
});

describe("findTooLarge", () => {
  it("counts a page with all that it imports, each once, and nothing that waits", () => {
    const [route] = ROUTES;
    const loaded = route ? listLoaded(route, "en", SCRIPTS) : [];
    expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(100 + 50 + 10 + 20 + 5 + 4);
  });

  it("names the page, the language and what is large", () => {
    expect(findTooLarge(ROUTES, ["en", "de"], SCRIPTS, 193)).toEqual([]);
    expect(findTooLarge(ROUTES, ["en", "de"], SCRIPTS, 192)).toEqual([
      expect.stringMatching(/^\/settings\/keys\/\$id \(de\) loads 0\.2 kB .*index\.js/),
    ]);
  });

  it("does not pass over what it cannot find", () => {
    const lost = [{ address: "/lost", modules: ["@/features/lost/LostPage"], texts: [] }];
    expect(() => findTooLarge(lost, ["en"], SCRIPTS)).toThrow(/features\/lost\/LostPage/);
  });
});
