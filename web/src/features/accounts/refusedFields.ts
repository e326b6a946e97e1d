import { ApiError } from "@/lib/api/errors";

/** The fields that the server refused and why, by their names. */
export function readRefusedFields(error: unknown): Partial<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.fields.map((field) => [field.field, field.message]));
}
