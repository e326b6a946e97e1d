import type { CheckedUrl } from "@/lib/api/types";

/** One line of the box as typed. */
export interface LinkLine {
  id: number;
  text: string;
}

/** What is known about a line. `reading` = asked, not answered yet. */
export type LineReading =
  | { state: "empty" }
  | { state: "reading" }
  | { state: "good"; url: CheckedUrl }
  | { state: "duplicate"; url: CheckedUrl; sameAsLine: number }
  | { state: "bad"; url: CheckedUrl };

export type LinesAction =
  | { kind: "edit"; id: number; text: string }
  | { kind: "insert_after"; id: number }
  | { kind: "remove"; id: number }
  | { kind: "clear" };

let lastId = 0;

function newLine(text = ""): LinkLine {
  lastId += 1;
  return { id: lastId, text };
}

/** A box as it is first seen: one empty line. */
export function startLines(): LinkLine[] {
  return [newLine()];
}

/** Splits what was typed or pasted into links: at line ends, and before each further scheme. */
export function splitLinks(text: string): string[] {
  return text
    .split(/[\r\n]+|[\s,;]+(?=https?:\/\/)/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** There is always one empty line at the end, to paste the next link into. */
function withEmptyEnd(lines: LinkLine[]): LinkLine[] {
  const last = lines.at(-1);
  return last === undefined || last.text !== "" ? [...lines, newLine()] : lines;
}

function edit(lines: LinkLine[], id: number, text: string): LinkLine[] {
  const parts = splitLinks(text);
  if (parts.length <= 1) {
    const kept = /[\r\n]/.test(text) ? (parts[0] ?? "") : text;
    return lines.map((line) => (line.id === id ? { ...line, text: kept } : line));
  }
  const [first = "", ...others] = parts;
  return lines.flatMap((line) =>
    line.id === id ? [{ ...line, text: first }, ...others.map(newLine)] : [line],
  );
}

export function changeLines(lines: LinkLine[], action: LinesAction): LinkLine[] {
  switch (action.kind) {
    case "edit":
      return withEmptyEnd(edit(lines, action.id, action.text));
    case "insert_after":
      return withEmptyEnd(
        lines.flatMap((line) => (line.id === action.id ? [line, newLine()] : [line])),
      );
    case "remove":
      return withEmptyEnd(lines.filter((line) => line.id !== action.id));
    case "clear":
      return startLines();
  }
}

/** The texts to ask the server about, each once, in the order of the lines. */
export function listTexts(lines: readonly LinkLine[]): string[] {
  return [...new Set(lines.map((line) => line.text.trim()).filter((text) => text !== ""))];
}

/** Two lines mean one post if platform and id are the same; a pointer has no id yet. */
function identify(url: CheckedUrl): string {
  return `${url.platform} ${url.platform_post_id ?? url.canonical_url}`;
}

/** What to say about each line, from what the server said about each text. */
export function readLines(
  lines: readonly LinkLine[],
  known: ReadonlyMap<string, CheckedUrl>,
): LineReading[] {
  const firstLine = new Map<string, number>();
  return lines.map((line, index): LineReading => {
    const text = line.text.trim();
    if (text === "") return { state: "empty" };
    const url = known.get(text);
    if (url === undefined) return { state: "reading" };
    if (!url.is_valid) return { state: "bad", url };
    const identity = identify(url);
    const sameAs = firstLine.get(identity);
    if (sameAs !== undefined) return { state: "duplicate", url, sameAsLine: sameAs };
    firstLine.set(identity, index + 1);
    return { state: "good", url };
  });
}

/**
 * The links that would be analysed: the good lines, each post once; with `isUnread`
 * also those that nothing could be learnt about.
 */
export function listStartable(
  lines: readonly LinkLine[],
  readings: readonly LineReading[],
  isUnread = false,
): string[] {
  const startable = lines.filter((_, index) => {
    const state = readings[index]?.state;
    return state === "good" || (isUnread && state === "reading");
  });
  return [...new Set(startable.map((line) => line.text.trim()))];
}
