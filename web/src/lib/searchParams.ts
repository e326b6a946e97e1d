/**
 * Reading what an address holds. A damaged value is left out, it never stops a page.
 * The router reads `q=2024` as a number and `q=true` as a truth: words are made of both.
 */
export function readWords(value: unknown, most = 200): string | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") {
    return undefined;
  }
  const words = String(value).trim().slice(0, most);
  return words === "" ? undefined : words;
}

/** A list as the address has it, `youtube,x`, without what has not the form. */
export function readList(value: unknown, form: RegExp): string | undefined {
  const parts = splitList(readWords(value, 2000)).filter((part) => form.test(part));
  return joinList([...new Set(parts)]);
}

/** One of the words that are known, or nothing. */
export function readOneOf<Word extends string>(
  value: unknown,
  known: readonly Word[],
): Word | undefined {
  return known.find((word) => word === value);
}

/** "youtube,x" → its parts; nothing → none. */
export function splitList(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").filter((part) => part !== "");
}

/** The parts as the address has them; none → nothing, so that the parameter goes. */
export function joinList(parts: readonly string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join(",");
}
