import type { PreviewFields } from "@/lib/api/types";

import { holdsPosts } from "./members";
import { type PostSource, PREVIEWED_BYTES, type SourcePart } from "./source";

function appendFields(form: FormData, fields: PreviewFields): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== "") form.append(name, value);
  }
}

/** The whole upload. Fields stand before the files, so that a server may read as it comes. */
export function buildUpload(source: PostSource, fields: PreviewFields): FormData {
  const form = new FormData();
  appendFields(form, fields);
  for (const part of source.parts) form.append("file", part.blob, part.name);
  return form;
}

/** The beginnings that a preview needs: small members whole, of the first long one a part. */
function choosePreviewed(source: PostSource): { parts: SourcePart[]; isPart: boolean } {
  let room = PREVIEWED_BYTES;
  let isPart = false;
  const parts: SourcePart[] = [];
  for (const part of source.parts) {
    const isLong = source.kind === "table" || holdsPosts(part.name);
    if (part.blob.size <= room || !isLong) {
      if (part.blob.size <= PREVIEWED_BYTES) parts.push(part);
      room -= part.blob.size;
    } else {
      isPart = true;
      if (room > 0) parts.push({ name: part.name, blob: part.blob.slice(0, room) });
      room = 0;
    }
  }
  return { parts, isPart };
}

/** What is sent to have a look at: of a large file its beginning. */
export function buildPreviewForm(source: PostSource, fields: PreviewFields): FormData {
  const { parts, isPart } = choosePreviewed(source);
  const form = new FormData();
  appendFields(form, { ...fields, ...(isPart ? { is_part: "true" } : {}) });
  for (const part of parts) form.append("file", part.blob, part.name);
  return form;
}
