/** Fetches a part of the app before it is needed. Without a connection it is fetched,
 * and its absence told, when it is. */
export function fetchAhead(load: () => Promise<unknown>): void {
  load().catch(() => undefined);
}
