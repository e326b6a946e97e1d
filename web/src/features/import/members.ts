/**
 * The files of an X archive that hold posts or say whose they are. Everything else in it
 * (messages, contacts, log-ins, media) is not opened and never leaves this computer.
 */
const MEMBER =
  /^(?:tweets?(?:-part\d{1,4})?|note-tweet(?:-part\d{1,4})?|community-tweet(?:-part\d{1,4})?|account|profile|manifest)\.js$/;
const POSTS = /^tweets?(?:-part\d{1,4})?\.js$/;
const TABLE = /\.(?:csv|tsv|txt|json|jsonl|ndjson)$/i;

/** A file, or a file within an archive or a folder. */
export interface Entry {
  /** With the folders it lies in, `/` between them. */
  path: string;
  size: number;
  open: () => Promise<Blob>;
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** "tweets" comes before "tweets-part1", and that before "tweets-part10". */
const ORDER = new Intl.Collator("en", { numeric: true });

function stem(path: string): string {
  return path.slice(0, path.lastIndexOf("."));
}

/** The members to send of an X archive, posts first; none where it is no such archive. */
export function findMembers(entries: readonly Entry[]): Entry[] {
  const folder = entries
    .filter((entry) => POSTS.test(baseName(entry.path)))
    .map((entry) => folderOf(entry.path))
    .sort((a, b) => a.length - b.length)[0];
  if (folder === undefined) return [];
  const rank = (entry: Entry): number => (POSTS.test(baseName(entry.path)) ? 0 : 1);
  return entries
    .filter((entry) => folderOf(entry.path) === folder && MEMBER.test(baseName(entry.path)))
    .sort((a, b) => rank(a) - rank(b) || ORDER.compare(stem(a.path), stem(b.path)));
}

/** Posts of the other platforms' exports; `posts.json` of Instagram has figures alone. */
const OTHER_POSTS =
  /^(?:(?:posts|reels|stories|igtv_videos)_\d+|reels|stories|your_posts.*|profile_posts.*|own_posts|media)\.json$|\.html?$/i;

/** Whether a member holds posts, and so may be long. */
export function holdsPosts(name: string): boolean {
  return POSTS.test(name) || OTHER_POSTS.test(name);
}

/** Files that could be a table of posts, by their names; those a system adds are none. */
export function findTables(entries: readonly Entry[]): Entry[] {
  return entries.filter(
    (entry) =>
      TABLE.test(entry.path) &&
      !baseName(entry.path).startsWith(".") &&
      !entry.path.includes("__MACOSX/"),
  );
}

/** A workbook is a ZIP as well, with these inside. */
export function isWorkbook(entries: readonly Entry[]): boolean {
  return entries.some((entry) => entry.path === "xl/workbook.xml" || entry.path === "content.xml");
}
