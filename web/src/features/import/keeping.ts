/**
 * What is sent of files that hold more than posts: it is cut out here, so that the rest
 * (messages, log-ins, addresses) does not leave this computer.
 */
import { SourceProblem } from "./source";

/** A browser holds no longer text than this. */
const LONGEST = 400 * 1024 * 1024;
const OWN_POSTS = [
  ["Post", "Posts", "VideoList"],
  ["Video", "Videos", "VideoList"],
  ["Activity", "Posts", "VideoList"],
  ["Activity", "Videos", "VideoList"],
] as const;
const PROFILES = [
  ["Profile And Settings", "Profile Info", "ProfileMap", "userName"],
  ["Profile And Settings", "Profile Information", "ProfileMap", "userName"],
  ["Profile", "Profile Info", "ProfileMap", "userName"],
  ["Profile", "Profile Information", "ProfileMap", "userName"],
] as const;
/** What Instagram calls the user name, by language. */
const USER_NAMES =
  /^(?:user ?name|benutzername|nom d.utilisateur|nombre de usuario|nome d[eo] usu.{1,2}rio|nome de utilizador|nome utente|gebruikersnaam|nazwa u.{1,2}ytkownika|kullan.{1,2}c.{1,2} ad.{1,2}|anv.{1,2}ndarnamn|brugernavn|brukernavn)$/i;
const PIN = /<a href="https?:\/\/[a-z.]*pinterest\.[a-z.]+\/pin\/\d+/i;
const PINS_HEAD = "<!DOCTYPE html><title>Subject Access Request Data - Pins</title>\n";

type Json = unknown;

function follow(value: Json, path: readonly string[]): Json {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || Array.isArray(found)) return undefined;
    found = (found as Record<string, Json>)[key];
  }
  return found;
}

/** An object that holds a value at a path, and nothing else. */
function wrap(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

/** Puts what a path leads to into another document. */
function place(target: Record<string, Json>, path: readonly string[], value: Json): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = (target[key] ?? {}) as Record<string, Json>;
  target[key] = inner;
  place(inner, rest, value);
}

async function readText(content: Blob): Promise<string> {
  if (content.size > LONGEST) throw new SourceProblem("too_large", "");
  return new TextDecoder().decode(await content.arrayBuffer());
}

async function parse(content: Blob): Promise<Json> {
  const text = await readText(content);
  try {
    return JSON.parse(text);
  } catch {
    throw new SourceProblem("damaged_json", "");
  }
}

function toBlob(value: Json): Blob {
  return new Blob([JSON.stringify(value)], { type: "application/json" });
}

/** Of an export of TikTok the own posts and the user name, the name first. */
export async function keepTikTokPosts(content: Blob): Promise<Blob> {
  const document = await parse(content);
  const kept: Record<string, Json> = {};
  for (const path of PROFILES) {
    const name = follow(document, path);
    if (typeof name === "string") place(kept, path, name);
  }
  for (const path of OWN_POSTS) {
    const list = follow(document, path);
    if (list !== undefined) place(kept, path, list);
  }
  return toBlob(kept);
}

/** Of Instagram's profile the user name. */
export async function keepInstagramName(content: Blob): Promise<Blob> {
  const users = follow(await parse(content), ["profile_user"]);
  const told: unknown[] = Array.isArray(users) ? users : [];
  const entries = told.flatMap((user) =>
    Object.entries((follow(user, ["string_map_data"]) ?? {}) as Record<string, Json>),
  );
  const names = entries
    .filter(([key]) => USER_NAMES.test(key))
    .map(([key, entry]): [string, Json] => [key, { value: follow(entry, ["value"]) }]);
  return toBlob({ profile_user: [{ string_map_data: Object.fromEntries(names) }] });
}

/** Of Facebook's profile the names. */
export async function keepFacebookName(content: Blob): Promise<Blob> {
  const document = await parse(content);
  const kept: Record<string, Json> = {};
  for (const path of [
    ["profile_v2", "username"],
    ["profile_v2", "name", "full_name"],
  ]) {
    const name = follow(document, path);
    if (typeof name === "string") place(kept, path, name);
  }
  return toBlob(Object.keys(kept).length > 0 ? kept : wrap(["profile_v2"], {}));
}

/** Of a page of Pinterest's export what begins with the first pin. */
export async function keepPins(content: Blob): Promise<Blob> {
  const text = await readText(content);
  const start = text.search(PIN);
  return new Blob([PINS_HEAD, start < 0 ? "" : text.slice(start)], { type: "text/html" });
}
