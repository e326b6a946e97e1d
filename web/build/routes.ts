import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What opening an address begins to load, beside the entry: pages and texts, by name. */
export interface RouteLoad {
  /** As in the address bar: "/settings/webhooks/$endpointId". */
  address: string;
  /** Modules: "@/features/library/LibraryPage". */
  modules: string[];
  /** Namespaces of texts: "library". */
  texts: string[];
}

interface Block {
  file: string;
  name: string;
  parent: string | undefined;
  path: string;
  page: string | undefined;
  texts: string[];
}

const ROUTE = /const (\w+) = createRoute\(\{([\s\S]*?)\n\}\);/g;

function readBlocks(file: string, source: string): Block[] {
  return [...source.matchAll(ROUTE)].map(([, name = "", body = ""]) => ({
    file,
    name,
    parent: /getParentRoute: \(\) => (\w+)/.exec(body)?.[1],
    path: /\bpath: "([^"]*)"/.exec(body)?.[1] ?? "",
    page: /import\("(@\/[^"]+)"\)/.exec(body)?.[1],
    texts: [...body.matchAll(/loadTexts\(([^)]*)\)/g)].flatMap(([, names = ""]) =>
      [...names.matchAll(/"(\w+)"/g)].map(([, text = ""]) => text),
    ),
  }));
}

/** The routes that show a page, with what those above them load as well. */
export function listRoutes(sources: ReadonlyMap<string, string>): RouteLoad[] {
  const blocks = [...sources].flatMap(([file, source]) => readBlocks(file, source));
  const findParent = ({ file, parent }: Block): Block | undefined =>
    blocks.find((each) => each.name === parent && each.file === file) ??
    blocks.find((each) => each.name === parent);
  const isAbove = new Set(blocks.map(findParent));
  return blocks
    .filter((block) => block.page !== undefined && !isAbove.has(block))
    .map((block) => {
      const line = [block];
      for (let each = findParent(block); each !== undefined; each = findParent(each)) {
        line.unshift(each);
      }
      return {
        address: line.map(({ path }) => path).join(""),
        modules: line.flatMap(({ page }) => page ?? []),
        texts: ["common", ...line.flatMap(({ texts }) => texts)],
      };
    });
}

/** The sources of a folder's routes, by their names. */
export function readRouteSources(folder: string): Map<string, string> {
  const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), "utf-8")]));
}
