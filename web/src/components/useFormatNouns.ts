import { useTranslation } from "react-i18next";

const FORMATS = [
  "carousel",
  "clip",
  "image",
  "live",
  "photo",
  "post",
  "reel",
  "short",
  "space",
  "story",
  "text",
  "thread",
  "video",
] as const;

/** What posts of a format are called: "this video", "video", "videos". */
export interface FormatNouns {
  this: string;
  one: string;
  many: string;
}

/** Names formats in the language of the page; an unknown one is a post. */
export function useFormatNouns(): (format: string) => FormatNouns {
  const { t } = useTranslation();
  return (format) => {
    const known = FORMATS.find((each) => each === format) ?? "post";
    return {
      this: t(`format.${known}.this`),
      one: t(`format.${known}.one`),
      many: t(`format.${known}.other`),
    };
  };
}
