import { useId } from "react";
import { useTranslation } from "react-i18next";

import { ServerWords } from "@/components/ServerWords";
import { useReasonWords } from "@/components/useReasonWords";
import type { Post, RequestPost } from "@/lib/api/types";

/** What an analysis found of a post's words, where it found none. */
export type WordsFound = Pick<RequestPost, "words_reason" | "words_message">;

/** Whether there is anything to be said where no words are held: not of a text or pictures. */
export function tellsOfNoWords(post: Post, found: WordsFound): boolean {
  if (found.words_reason !== null) return found.words_reason !== "nothing_to_hear";
  const hasSound =
    post.duration_seconds !== null || post.media.some(({ kind }) => kind === "video");
  return post.transcript_state === "no_speech" && hasSound;
}

/** In place of a transcript: that nobody speaks, or why the words are missing. */
export function MissingWords({ found }: { found: WordsFound }) {
  const { t } = useTranslation("result");
  const words = useReasonWords();
  const titleId = useId();
  const { words_reason: reason, words_message: message } = found;
  return (
    <section aria-labelledby={titleId} className="min-w-0">
      <h2 id={titleId} className="mb-2 text-section">
        {t("content.transcript")}
      </h2>
      <p className="max-w-[76ch] text-body text-ink-2">
        {reason === null ? t("content.noSpeech") : words.ofWords(reason)}
      </p>
      {message !== null && (
        <p className="mt-1 max-w-[76ch] text-table text-ink-3 wrap-anywhere">
          <ServerWords>{message}</ServerWords>
        </p>
      )}
    </section>
  );
}
