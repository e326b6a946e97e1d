import { useTranslation } from "react-i18next";

import type { FailureReason, ImportRowReason, LinkReason, MissingWords } from "@/lib/api/types";

export interface FailureWords {
  /** For a chip. */
  short: string;
  /** A headline. */
  title: string;
  /** What can be done. */
  toDo: string;
}

export interface ReasonWords {
  ofPost: (reason: FailureReason | null) => FailureWords;
  ofLook: (reason: FailureReason) => string;
  ofWords: (reason: MissingWords) => string;
  ofRow: (reason: ImportRowReason | null) => string;
  ofLink: (reason: LinkReason | null) => string;
}

/**
 * What the server's codes are called, in the language of the page: all of them stand in
 * `reasons.json`. A code without words there does not compile; one of a newer server than
 * this page is `unknown`.
 */
export function useReasonWords(): ReasonWords {
  const { t, i18n } = useTranslation("reasons");
  function known<Code extends string>(kind: string, code: Code | null): Code | "unknown" {
    return code !== null && i18n.exists(`reasons:${kind}.${code}`) ? code : "unknown";
  }
  return {
    ofPost: (reason) => {
      const code = known("post", reason);
      return {
        short: t(`post.${code}.short`),
        title: t(`post.${code}.title`),
        toDo: t(`post.${code}.toDo`),
      };
    },
    ofLook: (reason) => t(`look.${known("look", reason)}`),
    ofWords: (reason) => t(`words.${known("words", reason)}`),
    ofRow: (reason) => t(`row.${known("row", reason)}`),
    ofLink: (reason) => t(`link.${known("link", reason)}`),
  };
}
