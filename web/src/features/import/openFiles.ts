import { baseName, type Entry, findMembers, findTables, isWorkbook } from "./members";
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

async function openArchive(members: readonly Entry[], name: string, all: number): Promise<Opened> {
  const parts = [];
  for (const member of members) {
    parts.push({ name: baseName(member.path), blob: await member.open() });
  }
  return { source: buildSource("archive", name, parts, all - members.length) };
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

/** The files themselves, and in place of each archive what lies in it. */
async function listEntries(picked: readonly PickedFile[]): Promise<Entry[]> {
  const lists = [];
  for (const each of picked) {
    const isZip = /\.zip$/i.test(each.path) || picked.length === 1;
    if (isZip && (await sniffBlob(each.file)) === "zip") {
      // Most people bring a table: what opens archives is fetched when one comes.
      const { listZip } = await import("./readZip");
      const entries = await listZip(each.file);
      if (isWorkbook(entries)) throw new SourceProblem("workbook", each.file.name);
      lists.push(entries);
    } else lists.push([plainEntry(each)]);
  }
  return lists.flat();
}

/**
 * Finds out what was chosen: an X archive (a ZIP, several, or its folder), a table, or
 * several tables of which one is to be chosen. Of an archive only the members with posts
 * are opened. Raises SourceProblem.
 */
export async function openFiles(picked: readonly PickedFile[], name: string): Promise<Opened> {
  const entries = await listEntries(picked);
  const members = findMembers(entries);
  if (members.length > 0) return openArchive(members, name, entries.length);
  const plain = await findPlain(picked);
  if (plain !== null) return { source: await openTable(plain) };
  const tables = findTables(entries);
  const [only] = tables;
  if (only === undefined) throw new SourceProblem("nothing_inside", name);
  if (tables.length === 1) return { source: await openTable(only) };
  return { choice: { name, tables } };
}
