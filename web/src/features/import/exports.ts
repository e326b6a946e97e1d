import { baseName, type Entry, findMembers, isWorkbook } from "./members";
import { keepFacebookName, keepInstagramName, keepPins, keepTikTokPosts } from "./keeping";
import { tableOf } from "./knownTables";

/** A member of an export; of some only a part is kept and sent, under a name that says so. */
interface Member {
  entry: Entry;
  kept?: { as: string; keep: (content: Blob) => Promise<Blob> };
}

const INSTAGRAM_NAME = { as: "account_name.json", keep: keepInstagramName };
const FACEBOOK_NAME = { as: "account_name.json", keep: keepFacebookName };
const TIKTOK_POSTS = { as: "own_posts.json", keep: keepTikTokPosts };

/** What is sent of a platform's own export. */
export interface FoundExport {
  kind: "table" | "archive";
  members: readonly Member[];
}

/** An export as something that cannot be read: the advice is another format. */
export type Variant = "meta_html" | "tiktok_txt" | "messages";

const PEEKED_BYTES = 16 * 1024;
const INSTAGRAM = /^(?:(?:posts|reels|stories|igtv_videos)(?:_\d+)?|media)(?: ?\(\d+\))?\.json$/i;
const OF_OTHERS = /(?:^|\/)(?:messages|saved|likes|comments|connections|archived_posts)\//i;
const OF_INSTAGRAM =
  /"(?:media|ig_reels_media|ig_stories|ig_igtv_media|organic_insights_(?:posts|reels|stories)|taken_at)"/;
const FACEBOOK = /^(?:your_posts|profile_posts|page_posts)[a-z_]*(?:_\d+)?(?: ?\(\d+\))?\.json$/i;
const TIKTOK = /^user_data(?:_tiktok)?(?: ?\(\d+\))?\.json$/i;
const OF_TIKTOK =
  /^\s*\{\s*"(?:Your Activity|Activity|Comment|Direct Messages?|Likes and Favorites|Post|Profile And Settings|Profile|Income\+ Wallet|App Settings|Ads and data)"\s*:\s*\{/;
const MESSAGES = /^\s*\{[^[]*"participants"\s*:[^]*"messages"\s*:/;
const PINS = /(?:^|\/)(?:pins\/[^/]+|pinterest[^/]*|pins[^/]*)\.html?$/i;
const TABLE = /\.csv$/i;
/** Of these not even the headings are looked at. */
const PRIVATE =
  /message|chat|contact|connection|invitation|log.?in|address|phone|e-?mail|security|receipt|payment|subscription|comment|search|follow|nachricht|kontakt|abo|kommentar/i;
const META_HTML = /(?:^|\/)(?:posts_\d+|reels|your_posts[^/]*|profile_posts[^/]*)\.html$/i;
const TIKTOK_TXT = /(?:^|\/)tiktok.*\.txt$|(?:^|\/)(?:Posts?|Videos?|Watch History)\.txt$/i;

async function peek(entry: Entry): Promise<string> {
  const beginning = await (await entry.open()).slice(0, PEEKED_BYTES).arrayBuffer();
  return new TextDecoder().decode(beginning);
}

function named(entries: readonly Entry[], pattern: RegExp): Entry[] {
  return entries.filter((entry) => pattern.test(baseName(entry.path)));
}

async function findInstagram(entries: readonly Entry[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const entry of named(entries, INSTAGRAM)) {
    if (!OF_OTHERS.test(entry.path) && OF_INSTAGRAM.test(await peek(entry))) {
      members.push({ entry });
    }
  }
  if (members.length === 0) return [];
  const profile = named(entries, /^personal_information\.json$/i);
  return [...members, ...profile.map((entry) => ({ entry, kept: INSTAGRAM_NAME }))];
}

function findFacebook(entries: readonly Entry[]): Member[] {
  const members = named(entries, FACEBOOK).map((entry): Member => ({ entry }));
  if (members.length === 0) return [];
  const profile = named(entries, /^profile_information\.json$/i);
  return [...members, ...profile.map((entry) => ({ entry, kept: FACEBOOK_NAME }))];
}

/** By its name; a file that was chosen by itself by its sections as well. */
async function findTikTok(entries: readonly Entry[]): Promise<Member[]> {
  const members = named(entries, TIKTOK);
  const [single] = entries;
  if (members.length === 0 && entries.length === 1 && single !== undefined) {
    if (OF_TIKTOK.test(await peek(single))) members.push(single);
  }
  return members.map((entry) => ({ entry, kept: TIKTOK_POSTS }));
}

async function findKnownTables(entries: readonly Entry[]): Promise<Member[]> {
  const found = new Map<string, Member[]>();
  for (const entry of entries) {
    if (!TABLE.test(entry.path) || PRIVATE.test(baseName(entry.path))) continue;
    const table = tableOf(await peek(entry));
    if (table !== null) found.set(table, [...(found.get(table) ?? []), { entry }]);
  }
  return [...found.values()][0] ?? [];
}

/**
 * What is sent of a platform's own export, null where it is none that is known. Everything
 * else in it is not opened, or only looked at here, and never leaves this computer.
 */
export async function findExport(entries: readonly Entry[]): Promise<FoundExport | null> {
  const ofX = findMembers(entries);
  if (ofX.length > 0) return { kind: "archive", members: ofX.map((entry) => ({ entry })) };
  const tries: (() => Promise<Member[]> | Member[])[] = [
    () => findInstagram(entries),
    () => findFacebook(entries),
    () => findTikTok(entries),
    () =>
      entries
        .filter((entry) => PINS.test(entry.path))
        .map((entry) => ({ entry, kept: { as: baseName(entry.path), keep: keepPins } })),
  ];
  for (const find of tries) {
    const members = await find();
    if (members.length > 0) return { kind: "archive", members };
  }
  const tables = await findKnownTables(entries);
  return tables.length > 0 ? { kind: "table", members: tables } : null;
}

/** Which unreadable variant of an export it is, null where it is none. */
export async function findVariant(entries: readonly Entry[]): Promise<Variant | null> {
  if (entries.some((entry) => META_HTML.test(entry.path))) return "meta_html";
  if (entries.some((entry) => TIKTOK_TXT.test(entry.path))) return "tiktok_txt";
  const [single] = entries;
  if (entries.length !== 1 || single === undefined) return null;
  return MESSAGES.test(await peek(single)) ? "messages" : null;
}

/** Whether a ZIP is a workbook of Excel, as LinkedIn gives its figures. */
export function isXlsx(entries: readonly Entry[]): boolean {
  return isWorkbook(entries) && entries.some((entry) => entry.path === "xl/workbook.xml");
}
