import { useTranslation } from "react-i18next";

import { useSourceNames } from "@/components/useSourceWords";
import type { Post } from "@/lib/api/types";
import { useLanguageName } from "@/lib/format/useLanguageName";

const KNOWN = ["captions", "automatic_captions", "faster_whisper", "openai"] as const;

/** Where a post's words are from: what came with it is told by its source. */
function useWordsSource(): (post: Post) => string {
  const { t } = useTranslation("result");
  const nameSource = useSourceNames();
  return (post) => {
    const known = KNOWN.find((each) => each === post.transcript_source);
    if (known !== undefined) return t(`content.words.${known}`);
    if (post.transcript_source !== null) {
      return t("content.words.other", { source: nameSource(post.transcript_source) });
    }
    return t(post.origin === "import" ? "content.words.import" : "content.words.told");
  };
}

/** Where the words are from, and in which language they are. */
export function TranscriptSource({ post }: { post: Post }) {
  const describe = useWordsSource();
  const language = useLanguageName(post.transcript_language);
  return (
    <p className="mb-3 text-note text-ink-3">
      {[describe(post), language].filter(Boolean).join(" · ")}
    </p>
  );
}
