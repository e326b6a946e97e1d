import type { ImportField, ImportFields, ImportMapping, ImportPreview } from "@/lib/api/types";

/** Our fields as people think of them. */
export const FIELD_GROUPS = [
  { name: "post", fields: ["id", "url", "platform", "creator", "kind"] },
  { name: "words", fields: ["title", "text", "media"] },
  { name: "when", fields: ["time", "duration", "as_of"] },
  {
    name: "figures",
    fields: [
      "views",
      "impressions",
      "reach",
      "likes",
      "comments",
      "shares",
      "saves",
      "followers",
      "engagements",
    ],
  },
] as const satisfies readonly { name: string; fields: readonly ImportField[] }[];

/** How the file is to be read, as far as someone said so. */
export type ReadingAnswers = Partial<Omit<ImportFields, "mapping">>;

/** What was changed of what the server guessed. */
export interface ImportEdits {
  /** Null: the guess stands, whatever it will be. */
  mapping: ImportMapping | null;
  answers: ReadingAnswers;
}

export const NO_EDITS: ImportEdits = { mapping: null, answers: {} };

/** The field that a column is read as, or null. */
export function fieldOf(mapping: ImportMapping, column: string): ImportField | null {
  const found = Object.entries(mapping).find(([, source]) => source === column);
  return (found?.[0] as ImportField | undefined) ?? null;
}

/**
 * The mapping once a column is read as a field, or as none. A field is read from one
 * column: the one that had it loses it.
 */
export function mapColumn(
  mapping: ImportMapping,
  column: string,
  field: ImportField | null,
): ImportMapping {
  const kept = Object.entries(mapping).filter(
    ([name, source]) => source !== column && name !== field,
  );
  return Object.fromEntries(field === null ? kept : [...kept, [field, column]]) as ImportMapping;
}

/**
 * The edits once a question is answered. Another encoding gives other column names, so
 * that what was mapped by hand no longer means anything.
 */
export function answer(edits: ImportEdits, change: ReadingAnswers): ImportEdits {
  const answers = Object.fromEntries(
    Object.entries({ ...edits.answers, ...change }).filter(
      ([, value]) => value !== undefined && value.trim() !== "",
    ),
  ) as ReadingAnswers;
  const isOtherEncoding = answers.encoding !== edits.answers.encoding;
  return { mapping: isOtherEncoding ? null : edits.mapping, answers };
}

/** The fields of the upload's form, beside the files. */
export function buildFields(edits: ImportEdits, preview: ImportPreview | undefined): ImportFields {
  const mapping = edits.mapping ?? preview?.mapping;
  const hasMapping = mapping !== undefined && Object.keys(mapping).length > 0;
  return { ...edits.answers, ...(hasMapping ? { mapping: JSON.stringify(mapping) } : {}) };
}

export type Obstacle =
  | { kind: "question"; option: string }
  | { kind: "none_readable"; rows: number }
  | { kind: "no_rows" };

/** What stands against the start, in the order in which it can be mended. */
export function findObstacles(preview: ImportPreview): Obstacle[] {
  const open = preview.questions
    .filter((question) => question.is_needed)
    .map((question): Obstacle => ({ kind: "question", option: question.option }));
  if (open.length > 0) return open;
  const { rows, readable } = preview.sample;
  if (rows === 0) return [{ kind: "no_rows" }];
  return readable === 0 ? [{ kind: "none_readable", rows }] : [];
}

/** Columns beyond this many that mean nothing to us are folded away at first. */
const MOST_COLUMNS = 16;

/** The columns to fold away: those without a field, where there are many. */
export function chooseFolded(columns: ImportPreview["columns"]): ReadonlySet<string> {
  if (columns.length <= MOST_COLUMNS) return new Set();
  return new Set(columns.filter((column) => column.field === null).map((column) => column.name));
}
