import { Heart } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PostComment } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { Button } from "./Button";
import { TimeAgo } from "./TimeAgo";

const FIRST = 5;

function Comment({ comment }: { comment: PostComment }) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const { author, likes, published_at: at } = comment;
  return (
    <li className="min-w-0 border-b border-line py-2.5 text-table">
      <p className="flex min-w-0 items-baseline gap-1.5 text-note text-ink-3">
        <bdi className="min-w-0 truncate font-medium text-ink-2">
          {author || t("comments.nobody")}
        </bdi>
        {at !== null && (
          <span className="shrink-0">
            · <TimeAgo at={at} />
          </span>
        )}
        {likes !== null && (
          <span className="ml-auto flex shrink-0 items-center gap-1" title={format.count(likes)}>
            <Heart aria-hidden className="size-3" strokeWidth={1.75} />
            <span aria-hidden>{format.compact(likes)}</span>
            <span className="sr-only">
              {t("comments.likes", { count: likes, likes: format.count(likes) })}
            </span>
          </span>
        )}
      </p>
      <p dir="auto" className="mt-0.5 line-clamp-6 wrap-anywhere whitespace-pre-line">
        {comment.text}
      </p>
    </li>
  );
}

/** What people wrote under a post, the most liked first; nothing where nothing is held. */
export function PostComments({ comments }: { comments: readonly PostComment[] }) {
  const { t } = useTranslation("result");
  const titleId = useId();
  const [isWhole, setWhole] = useState(false);
  if (comments.length === 0) return null;
  const more = comments.length - FIRST;
  return (
    <section aria-labelledby={titleId} className="@container">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 id={titleId} className="text-table font-semibold">
          {t("comments.title")}
        </h3>
        <p className="text-note text-ink-3">{t("comments.count", { count: comments.length })}</p>
      </div>
      <ul
        aria-labelledby={titleId}
        className="mt-1 grid grid-cols-1 gap-x-10 @[640px]:grid-cols-2 @[960px]:grid-cols-3"
      >
        {(isWhole ? comments : comments.slice(0, FIRST)).map((comment, index) => (
          <Comment key={index} comment={comment} />
        ))}
      </ul>
      {more > 0 && (
        <Button
          kind="quiet"
          className="mt-1 -ml-3 print:hidden"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t("comments.less") : t("comments.all", { count: more })}
        </Button>
      )}
    </section>
  );
}
