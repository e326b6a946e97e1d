import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

import { listRoutes, readRouteSources, type RouteLoad } from "./routes";

/** The most that a page may load before it stands, as gzip: 200 kB. */
export const MOST_BYTES = 200_000;

/** A file of the build: what it is made of, what it cannot run without. */
export interface BuiltScript {
  file: string;
  /** The module that it was cut off at: an entry, or what is imported when wanted. */
  module: string | null;
  isEntry: boolean;
  imports: readonly string[];
  bytes: number;
}

function findByModule(scripts: readonly BuiltScript[], tail: string): BuiltScript {
  const found = scripts.find(({ module }) =>
    module?.replace(/\.(?:tsx?|json)$/, "").endsWith(tail),
  );
  if (found === undefined) throw new Error(`No script of the build is made of ${tail}.`);
  return found;
}

/** These scripts and all that they import, each once. */
function closeOver(start: readonly BuiltScript[], scripts: readonly BuiltScript[]) {
  const byFile = new Map(scripts.map((script) => [script.file, script]));
  const found = new Set(start);
  for (const script of found) {
    for (const file of script.imports) {
      const imported = byFile.get(file);
      if (imported !== undefined) found.add(imported);
    }
  }
  return found;
}

/** What opening an address loads in that language, the largest file first. */
export function listLoaded(
  route: RouteLoad,
  language: string,
  scripts: readonly BuiltScript[],
): BuiltScript[] {
  const start = [
    ...scripts.filter(({ isEntry }) => isEntry),
    ...route.modules.map((name) => findByModule(scripts, name.replace("@/", "/src/"))),
    ...route.texts.map((name) => findByModule(scripts, `/locales/${language}/${name}`)),
  ];
  return [...closeOver(start, scripts)].sort((a, b) => b.bytes - a.bytes);
}

const inKilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** What is wrong with routes that load too much: which, how much, and of what. */
export function findTooLarge(
  routes: readonly RouteLoad[],
  languages: readonly string[],
  scripts: readonly BuiltScript[],
  most: number = MOST_BYTES,
): string[] {
  return routes.flatMap((route) =>
    languages.flatMap((language) => {
      const loaded = listLoaded(route, language, scripts);
      const bytes = loaded.reduce((sum, script) => sum + script.bytes, 0);
      if (bytes <= most) return [];
      const largest = loaded.slice(0, 6).map((each) => `${each.file} ${inKilobytes(each.bytes)}`);
      return `${route.address} (${language}) loads ${inKilobytes(bytes)} of script, of at most ${inKilobytes(most)}: ${largest.join(", ")}, ...`;
    }),
  );
}

function packedBytes(code: string): number {
  return gzipSync(code, { level: constants.Z_BEST_COMPRESSION }).length;
}

/** Fails the build where a page that is opened cold would load too much script. */
export function scriptBudget(): Plugin {
  let root = ".";
  return {
    name: "script-budget",
    apply: "build",
    configResolved: (config) => {
      root = config.root;
    },
    writeBundle(_, bundle) {
      const scripts = Object.values(bundle).flatMap((file) =>
        file.type === "chunk"
          ? {
              file: file.fileName,
              module: file.facadeModuleId,
              isEntry: file.isEntry,
              imports: file.imports,
              bytes: packedBytes(file.code),
            }
          : [],
      );
      const routes = listRoutes(readRouteSources(join(root, "src/app/routes")));
      const languages = readdirSync(join(root, "src/locales"), { withFileTypes: true })
        .filter((each) => each.isDirectory())
        .map(({ name }) => name);
      const theme = packedBytes(readFileSync(join(root, "public/theme.js"), "utf-8"));
      const faults = findTooLarge(routes, languages, scripts, MOST_BYTES - theme);
      if (routes.length === 0) faults.push("No route was found in src/app/routes.");
      if (faults.length > 0) this.error(faults.join("\n"));
    },
  };
}
