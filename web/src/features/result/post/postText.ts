/** A piece of a post's text; `tag` is a handle or a hashtag. */
export interface TextPart {
  kind: "text" | "link" | "tag";
  text: string;
}

/** Links by their scheme alone; handles and hashtags where a word begins. */
const MARKED =
  /(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_&/])([@#][\p{L}\p{N}_](?:[\p{L}\p{N}_.]*[\p{L}\p{N}_])?)/gu;
/** What stands behind a link in a sentence belongs to the sentence. */
const LINK_TAIL = /[.,;:!?'")\]]+$/;

/** Splits a text into links, handles and hashtags, and what lies between; joined again it is the same. */
export function splitPostText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKED)) {
    const found = match[1]?.replace(LINK_TAIL, "") ?? match[0];
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push({ kind: match[1] === undefined ? "tag" : "link", text: found });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}
