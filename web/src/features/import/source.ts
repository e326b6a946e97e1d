/** What an import may be at most: the whole upload, 2 GB. */
export const MOST_BYTES = 2_000_000_000;

/** The same as people read it. */
export const MOST_GIGABYTES = MOST_BYTES / 1_000_000_000;

/** A preview needs no more of a file than this. */
export const PREVIEWED_BYTES = 2 * 1024 * 1024;

/** A file to be sent. */
export interface SourcePart {
  name: string;
  blob: Blob;
}

/** What was chosen, as it will be sent. */
export interface PostSource {
  /** Tells one choice from the next. */
  id: number;
  name: string;
  kind: "table" | "archive";
  parts: readonly SourcePart[];
  sizeBytes: number;
  /** Files of the folder or archive that are not sent. */
  left: number;
  /** When a table was last changed, where that is known, as ISO 8601. */
  modifiedAt: string | undefined;
}

export type ProblemReason =
  | "empty"
  | "too_large"
  | "html"
  | "workbook"
  | "binary"
  | "encrypted"
  | "damaged_zip"
  | "damaged_json"
  | "meta_html"
  | "tiktok_txt"
  | "messages"
  | "nothing_inside"
  | "unreadable";

/** Why a choice cannot be imported; `name` is the file that it is about. */
export class SourceProblem extends Error {
  override readonly name = "SourceProblem";

  constructor(
    readonly reason: ProblemReason,
    readonly fileName: string,
  ) {
    super(reason);
  }
}

let lastId = 0;

/** A source of these parts. Raises SourceProblem where they are too large together. */
export function buildSource(
  kind: PostSource["kind"],
  name: string,
  parts: readonly SourcePart[],
  left: number,
  modifiedAt?: string,
): PostSource {
  const sizeBytes = parts.reduce((sum, part) => sum + part.blob.size, 0);
  if (sizeBytes > MOST_BYTES) throw new SourceProblem("too_large", name);
  lastId += 1;
  return { id: lastId, name, kind, parts, sizeBytes, left, modifiedAt };
}
