import { Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

interface Glyph {
  colour: string;
  drawing: ReactNode;
}

/** Drawn by us, 16 by 16, so that each reads at the size of a line of text. */
const GLYPHS = {
  youtube: {
    colour: "text-yt",
    drawing: (
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M3.2 2.8h9.6A2.7 2.7 0 0 1 15.5 5.5v5a2.7 2.7 0 0 1-2.7 2.7H3.2A2.7 2.7 0 0 1 .5 10.5v-5a2.7 2.7 0 0 1 2.7-2.7Zm3.4 2.9v4.6L10.7 8Z"
      />
    ),
  },
  instagram: {
    colour: "text-ig",
    drawing: (
      <>
        <rect
          x="1.75"
          y="1.75"
          width="12.5"
          height="12.5"
          rx="3.75"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
        <circle cx="8" cy="8" r="2.9" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <circle cx="11.6" cy="4.4" r=".95" fill="currentColor" />
      </>
    ),
  },
  x: {
    colour: "text-ink",
    drawing: (
      <>
        <path fill="none" stroke="currentColor" strokeWidth="1.15" d="M1.7 2h2.9l9.7 12h-2.9Z" />
        <path stroke="currentColor" strokeWidth="1.15" d="M14 2 9 7.7M7 8.7 2 14" />
      </>
    ),
  },
  tiktok: {
    colour: "text-ink",
    drawing: (
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        d="M9.4 1.5v9a2.75 2.75 0 1 1-2.75-2.75M9.4 1.7c.2 2.3 1.9 3.9 4.3 4"
      />
    ),
  },
  facebook: {
    colour: "text-fb",
    drawing: (
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8Zm1 13.2V9h1.7l.3-2H9V5.8c0-.6.3-1 1.1-1h1V3.1c-.3-.1-.9-.1-1.4-.1C8 3 7 4 7 5.6V7H5.2v2H7v5Z"
      />
    ),
  },
  linkedin: {
    colour: "text-li",
    drawing: (
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M3 1.5h10A1.5 1.5 0 0 1 14.5 3v10a1.5 1.5 0 0 1-1.5 1.5H3A1.5 1.5 0 0 1 1.5 13V3A1.5 1.5 0 0 1 3 1.5ZM4 6.5v5.3h1.6V6.5Zm.8-2.6a.95.95 0 1 0 0 1.9.95.95 0 0 0 0-1.9ZM6.9 6.5v5.3h1.6V9c0-.9.3-1.4 1.1-1.4s1 .6 1 1.4v2.8h1.6V8.6c0-1.5-.7-2.2-1.9-2.2-.9 0-1.5.4-1.8 1v-.9Z"
      />
    ),
  },
  pinterest: {
    colour: "text-pin",
    drawing: (
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M8 .8a7.2 7.2 0 1 1 0 14.4A7.2 7.2 0 0 1 8 .8Zm-1.6 12.4.9-3.5c.3.4.8.6 1.3.6 1.8 0 3.1-1.7 3.1-3.7C11.7 4.7 10.2 3.3 8.2 3.3c-2.4 0-3.8 1.6-3.8 3.5 0 .9.4 1.8 1.1 2.1.2.1.2 0 .3-.2l.1-.5c-.6-.6-.6-1.7-.1-2.5.9-1.5 4-1.5 4.1 1 .1 1.3-.6 2.5-1.5 2.5-.5 0-.9-.4-.8-.9.3-1 .6-1.6.3-2.1-.3-.5-1.3-.2-1.3 1l.2 1Z"
      />
    ),
  },
} satisfies Record<string, Glyph>;

export type KnownPlatform = keyof typeof GLYPHS;

export const KNOWN_PLATFORMS = Object.keys(GLYPHS) as KnownPlatform[];

function isKnown(platform: string): platform is KnownPlatform {
  return platform in GLYPHS;
}

export interface PlatformGlyphProps {
  platform: string | null;
  /** True where the platform's name stands beside the glyph. */
  silent?: boolean;
  className?: string;
}

/** The sign of a platform, in the platform's colour: the only place where it is used. */
export function PlatformGlyph({ platform, silent = false, className }: PlatformGlyphProps) {
  const { t } = useTranslation();
  if (platform === null || !isKnown(platform)) {
    return (
      <Link2
        aria-hidden
        strokeWidth={1.75}
        className={joinClasses("size-4 shrink-0 text-ink-3", className)}
      />
    );
  }
  const glyph: Glyph = GLYPHS[platform];
  const name = t(`platform.${platform}`);
  return (
    <svg
      viewBox="0 0 16 16"
      {...(silent ? { "aria-hidden": true } : { role: "img", "aria-label": name })}
      className={joinClasses("size-4 shrink-0", glyph.colour, className)}
    >
      {glyph.drawing}
    </svg>
  );
}

/** The platform's name, or that it is not known. */
export function usePlatformName(): (platform: string | null) => string {
  const { t } = useTranslation();
  return (platform) =>
    platform !== null && isKnown(platform) ? t(`platform.${platform}`) : t("platform.unknown");
}
