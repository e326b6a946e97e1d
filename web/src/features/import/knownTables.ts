/** The form in which headings are compared: small letters without accents. */
function normalise(heading: string): string {
  return heading
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/\([^)]*\)/g, " ")
    .replace(/[\W_]+/g, " ")
    .trim()
    .toLowerCase();
}

const STUDIO_FIRST = new Set(
  "content video videos inhalte inhalt contenu contenus contenido conteudo contenuti".split(" "),
);
const STUDIO_TITLE = new Set([
  "video title",
  "videotitel",
  "titre de la video",
  "titulo del video",
  "titulo do video",
  "titolo del video",
]);

/**
 * Which platform's table of posts begins so, null where it is none that is known. The
 * server decides; this only finds the one table among those of an export.
 */
export function tableOf(beginning: string): string | null {
  const line = beginning.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  const delimiter = line.includes(";") && !line.includes(",") ? ";" : ",";
  const words = line.split(delimiter).map((cell) => normalise(cell.replaceAll('"', "")));
  const names = new Set(words);
  if (names.has("sharelink") && names.has("sharecommentary")) return "linkedin_shares";
  const [first = ""] = words;
  // A chart's table has a line for each day and video: its first column is the day.
  if (STUDIO_FIRST.has(first) && words.some((word) => STUDIO_TITLE.has(word))) {
    return "youtube_studio";
  }
  const isTakeout = names.has("video id") && words.some((word) => word.startsWith("video title"));
  return isTakeout ? "youtube_takeout" : null;
}
