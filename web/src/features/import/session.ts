import { useSyncExternalStore } from "react";

import { onSessionEnd } from "@/lib/api/accessToken";
import { uploadForm } from "@/lib/api/upload";
import type { ImportFields, ImportRead } from "@/lib/api/types";

import { buildUpload } from "./forms";
import { type ImportEdits, NO_EDITS } from "./mapping";
import type { PostSource } from "./source";

/** A file on its way. */
export interface Upload {
  source: PostSource;
  fields: ImportFields;
  sent: number;
  total: number;
  /** Milliseconds since the epoch: of the start, and of what `sent` says. */
  startedAt: number;
  toldAt: number;
  /** Why it stopped; null while it goes on. */
  error: Error | null;
}

/** What is being imported, kept while other pages are looked at. */
export interface ImportSession {
  source: PostSource | null;
  edits: ImportEdits;
  upload: Upload | null;
}

const EMPTY: ImportSession = { source: null, edits: NO_EDITS, upload: null };
const UPLOAD_PATH = "/api/v1/social/posts/import";

let state = EMPTY;
let stop: AbortController | null = null;
const listeners = new Set<() => void>();

function set(next: Partial<ImportSession>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function warnBeforeLeaving(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function moveUpload(change: Partial<Upload>): void {
  if (state.upload !== null) set({ upload: { ...state.upload, ...change } });
}

/** Begins with another file, or with none. */
export function chooseSource(source: PostSource | null): void {
  // Figures are no newer than the file that they are in.
  const answers = source?.modifiedAt === undefined ? {} : { as_of: source.modifiedAt };
  set({ source, edits: { ...NO_EDITS, answers } });
}

export function changeEdits(edits: ImportEdits): void {
  set({ edits });
}

/** Gives up what is on its way; nothing of it is kept by the server. */
export function cancelUpload(): void {
  stop?.abort();
  stop = null;
  window.removeEventListener("beforeunload", warnBeforeLeaving);
  set({ upload: null });
}

/** Sends the file; the import that was made of it, or null where it was given up or broke off. */
export async function startUpload(
  source: PostSource,
  fields: ImportFields,
): Promise<ImportRead | null> {
  stop?.abort();
  const mine = new AbortController();
  stop = mine;
  const upload = { source, fields, sent: 0, total: source.sizeBytes, error: null };
  const now = Date.now();
  set({ upload: { ...upload, startedAt: now, toldAt: now } });
  window.addEventListener("beforeunload", warnBeforeLeaving);
  try {
    const made = await uploadForm(UPLOAD_PATH, {
      form: buildUpload(source, fields),
      signal: mine.signal,
      onProgress: (sent, total) => {
        if (stop === mine) moveUpload({ sent, total, toldAt: Date.now() });
      },
    });
    if (stop !== mine) return null;
    set(EMPTY);
    return made as ImportRead;
  } catch (error) {
    if (stop === mine) moveUpload({ error: error as Error });
    return null;
  } finally {
    if (stop === mine) window.removeEventListener("beforeunload", warnBeforeLeaving);
  }
}

/** Forgets everything: for whoever signs in next. */
export function resetImport(): void {
  cancelUpload();
  set(EMPTY);
}

onSessionEnd(resetImport);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useImportSession(): ImportSession {
  return useSyncExternalStore(subscribe, () => state);
}
