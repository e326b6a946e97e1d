import createClient from "openapi-fetch";

import { authorisedFetch } from "./authorisedFetch";
import { buildApiError } from "./errors";
import type { paths } from "./schema";

/** All calls go through this one: typed by the OpenAPI document, with the token. */
export const api = createClient<paths>({
  baseUrl: typeof window === "undefined" ? "" : window.location.origin,
  fetch: authorisedFetch,
});

/** The answer's data. Raises ApiError for a refusal, NoAnswer where none came. */
export async function answerOf<Data>(
  sent: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await sent;
  if (!response.ok) throw buildApiError(response, error);
  return data as Data;
}

/** Waits for a deletion; gone already is as good. */
export async function goneAfter(
  sent: Promise<{ error?: unknown; response: Response }>,
): Promise<void> {
  const { error, response } = await sent;
  if (!response.ok && response.status !== 404) throw buildApiError(response, error);
}
