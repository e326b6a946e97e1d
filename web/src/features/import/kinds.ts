import type { ImportPreview } from "@/lib/api/types";

const TABLE_SOURCES = ["youtube_studio", "youtube_takeout", "linkedin_shares"] as const;
const TABLE_KINDS: ReadonlySet<ImportPreview["kind"]> = new Set([
  "csv",
  "json_array",
  "json_posts",
  "json_lines",
]);

type Named = Pick<ImportPreview, "kind" | "source">;
type TableSource = (typeof TABLE_SOURCES)[number];

/** Whether it has columns, of which people may say what they are. */
export function isTable(preview: Pick<ImportPreview, "kind">): boolean {
  return TABLE_KINDS.has(preview.kind);
}

/** Whether its figures are of a moment that it does not tell. */
export function asksMoment(preview: Pick<ImportPreview, "kind" | "found">): boolean {
  if (isTable(preview)) return true;
  const tells = preview.kind === "x_archive" || preview.kind === "linkedin_analytics";
  return !tells && preview.found.figures.length > 0;
}

/** What to call it: the export that it is, else the form of the file. */
export function kindKey(preview: Named): `kind.${Named["kind"]}` | `source.${TableSource}` {
  const source = TABLE_SOURCES.find((name) => name === preview.source);
  return source === undefined ? `kind.${preview.kind}` : `source.${source}`;
}
