export type Search = Record<string, unknown>;

export const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * A parameter that has the form; a damaged one is left out, it never stops a page.
 * `undefined` must be said: the router lays the answer over the address as it came.
 */
export function readText<Name extends string>(
  search: Search,
  name: Name,
  form: RegExp,
): { [Key in Name]?: string } {
  const value = search[name];
  const isGood = typeof value === "string" && form.test(value);
  return { [name]: isGood ? value : undefined } as { [Key in Name]?: string };
}

/** The place of a post, counted from 1 in the address, as people count. */
export function readPlace(search: Search): { post?: number } {
  const post = Number(search["post"]);
  return { post: Number.isInteger(post) && post >= 1 ? post : undefined };
}
