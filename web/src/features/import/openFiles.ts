import { findExport, findVariant, type FoundExport, isXlsx } from "./exports";
import { baseName, type Entry, findTables, isWorkbook } from "./members";
import { momentOf } from "./moment";
import { sniff, SNIFFED_BYTES } from "./sniffing";
import { buildSource, type PostSource, SourceProblem } from "./source";

/** A file with the folders that it was found in. */
export interface PickedFile {
  path: string;
  file: File;
}

/** Several tables lie there: one is to be chosen. */
export interface TableChoice {
  name: string;
  tables: readonly Entry[];
}

export type Opened = { source: PostSource } | { choice: TableChoice };

async function sniffBlob(blob: Blob): Promise<ReturnType<typeof sniff>> {
  return sniff(new Uint8Array(await blob.slice(0, SNIFFED_BYTES).arrayBuffer()));
}

/** A table as it lies there. Raises SourceProblem where it is no text. */
export async function openTable(entry: Entry): Promise<PostSource> {
  const name = baseName(entry.path);
  const blob = await entry.open();
  const kind = await sniffBlob(blob);
  if (kind === "empty" || kind === "html" || kind === "binary") {
    throw new SourceProblem(kind, name);
  }
  const changed = blob instanceof File ? blob.lastModified : undefined;
  return buildSource("table", name, [{ name, blob }], 0, momentOf(changed, new Date()));
}

/** What is sent of an export: of each member what is kept of it. */
async function openExport(
  { kind, members }: FoundExport,
  name: string,
  picked: readonly PickedFile[],
  all: number,
): Promise<Opened> {
  const parts = [];
  for (const { entry, kept } of members) {
    const memberName = baseName(entry.path);
    const content = await entry.open();
    try {
      parts.push(
        kept === undefined
          ? { name: memberName, blob: content }
          : { name: kept.as, blob: await kept.keep(content) },
      );
    } catch (error) {
      if (!(error instanceof SourceProblem)) throw error;
      throw new SourceProblem(error.reason, memberName);
    }
  }
  const changed = picked[0]?.file.lastModified;
  const left = all - members.length;
  return { source: buildSource(kind, name, parts, left, momentOf(changed, new Date())) };
}

function plainEntry({ path, file }: PickedFile): Entry {
  return { path, size: file.size, open: () => Promise.resolve(file) };
}

/** The one file that was chosen, unless it is an archive. */
async function findPlain(picked: readonly PickedFile[]): Promise<Entry | null> {
  const [single] = picked;
  if (single === undefined || picked.length > 1) return null;
  return (await sniffBlob(single.file)) === "zip" ? null : plainEntry(single);
}

/** A workbook as it lies there: the server knows whether it is LinkedIn's. */
function openWorkbook(picked: readonly PickedFile[], name: string): PostSource {
  const parts = picked.map(({ file }) => ({ name: file.name, blob: file }));
  const changed = picked[0]?.file.lastModified;
  return buildSource("archive", name, parts, 0, momentOf(changed, new Date()));
}

/**
 * The files themselves, and in place of each archive what lies in it; null for a single
 * workbook, which is taken as it is.
 */
async function listEntries(picked: readonly PickedFile[]): Promise<Entry[] | null> {
  const lists = [];
  for (const each of picked) {
    const isZip = /\.zip$/i.test(each.path) || picked.length === 1;
    if (isZip && (await sniffBlob(each.file)) === "zip") {
      // Most people bring a table: what opens archives is fetched when one comes.
      const { listZip } = await import("./readZip");
      const entries = await listZip(each.file);
      if (isXlsx(entries) && picked.length === 1) return null;
      if (isWorkbook(entries)) throw new SourceProblem("workbook", each.file.name);
      lists.push(entries);
    } else lists.push([plainEntry(each)]);
  }
  return lists.flat();
}

/**
 * Finds out what was chosen: a platform's export (a ZIP, several, or its folder), a table,
 * or several tables of which one is to be chosen. Of an export only what holds posts is
 * sent. Raises SourceProblem.
 */
export async function openFiles(picked: readonly PickedFile[], name: string): Promise<Opened> {
  const entries = await listEntries(picked);
  if (entries === null) return { source: openWorkbook(picked, name) };
  const found = await findExport(entries);
  if (found !== null) return openExport(found, name, picked, entries.length);
  const variant = await findVariant(entries);
  if (variant !== null) throw new SourceProblem(variant, name);
  const plain = await findPlain(picked);
  if (plain !== null) return { source: await openTable(plain) };
  const tables = findTables(entries);
  const [only] = tables;
  if (only === undefined) throw new SourceProblem("nothing_inside", name);
  if (tables.length === 1) return { source: await openTable(only) };
  return { choice: { name, tables } };
}
