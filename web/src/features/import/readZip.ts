import {
  BlobReader,
  configure,
  ERR_ENCRYPTED,
  type FileEntry,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-native.js";

import type { Entry } from "./members";
import { MOST_BYTES, SourceProblem } from "./source";

// Workers would be made from `blob:` addresses, which our content security policy
// refuses; the browser's own decompression does not stop the page either.
configure({ useWebWorkers: false });

/** Whatever the library has to say about an archive, people can do one of two things. */
function explain(error: unknown, name: string): SourceProblem {
  if (error instanceof SourceProblem) return error;
  const isLocked = error instanceof Error && error.message === ERR_ENCRYPTED;
  return new SourceProblem(isLocked ? "encrypted" : "damaged_zip", name);
}

/** Unpacks one member; stops where it grows beyond what the archive said, or our limit. */
async function unpack(entry: FileEntry, archive: string): Promise<Blob> {
  if (entry.encrypted) throw new SourceProblem("encrypted", archive);
  if (entry.uncompressedSize > MOST_BYTES) throw new SourceProblem("too_large", entry.filename);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let written = 0;
  const sink = new WritableStream<Uint8Array<ArrayBuffer>>({
    write(chunk) {
      written += chunk.byteLength;
      if (written > entry.uncompressedSize) throw new SourceProblem("damaged_zip", archive);
      chunks.push(chunk);
    },
  });
  try {
    await entry.getData(sink);
  } catch (error) {
    throw explain(error, archive);
  }
  return new Blob(chunks);
}

/**
 * What lies in an archive, by its table of contents alone: nothing is unpacked before it
 * is asked for. Raises SourceProblem.
 */
export async function listZip(file: File): Promise<Entry[]> {
  const reader = new ZipReader(new BlobReader(file));
  try {
    const entries = await reader.getEntries();
    return entries
      .filter((entry): entry is FileEntry => !entry.directory)
      .map((entry) => ({
        path: entry.filename.replaceAll("\\", "/"),
        size: entry.uncompressedSize,
        open: () => unpack(entry, file.name),
      }));
  } catch (error) {
    throw explain(error, file.name);
  }
}
