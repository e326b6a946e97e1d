import { useTranslation } from "react-i18next";

const KNOWN = [
  "import",
  "demo",
  "custom",
  "brightdata",
  "twitterapi_io",
  "youtube_api",
  "yt-dlp",
] as const;

type KnownSource = (typeof KNOWN)[number];

function isKnown(source: string): source is KnownSource {
  return (KNOWN as readonly string[]).includes(source);
}

/** What a source is called, by itself. */
export function useSourceNames(): (source: string) => string {
  const { t } = useTranslation();
  return (source) => (isKnown(source) ? t(`source.${source}`) : source);
}

/** Which source a post is from, as the end of a sentence: “from TwitterAPI.io”. */
export function useSourceWords(): (source: string) => string {
  const { t } = useTranslation();
  return (source) => (isKnown(source) ? t(`from.${source}`) : t("from.other", { source }));
}
