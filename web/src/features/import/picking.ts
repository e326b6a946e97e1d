import type { PickedFile } from "./openFiles";

/** What a file field holds; of a folder each file with its path within. */
export function readFileList(files: FileList): PickedFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** What to call what was chosen: the one file, the folder, else the first file. */
export function nameOf(picked: readonly PickedFile[]): string {
  const [first] = picked;
  if (first === undefined) return "";
  const folder = first.path.split("/")[0];
  return picked.length > 1 && folder && first.path.includes("/") ? folder : first.file.name;
}

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives a hundred at a time, and none when there are no more.
  for (;;) {
    const some = await readEntries(reader);
    if (some.length === 0) return;
    for (const each of some) await walk(each, found);
  }
}

/** What was dropped, folders walked through. */
export async function readDropped(transfer: DataTransfer): Promise<PickedFile[]> {
  // Entries must be taken before the first pause: the browser forgets them after it.
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.() ?? null)
    .filter((entry) => entry !== null);
  if (entries.length === 0) return readFileList(transfer.files);
  const found: PickedFile[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}
