import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { joinClasses } from "@/lib/classes";
import type { LibraryPost } from "@/lib/api/types";

import { useSavePost } from "./queries";

export interface SaveButtonProps {
  post: LibraryPost;
  name: string;
  className?: string;
}

/** A star: filled, the post is kept apart. The list shows it before the server says so. */
export function SaveButton({ post, name, className }: SaveButtonProps) {
  const { t } = useTranslation("library");
  const save = useSavePost();
  return (
    <Button
      kind="quiet"
      square
      aria-label={t("row.save", { title: name })}
      aria-pressed={post.is_saved}
      onClick={() => save.mutate({ postId: post.id, isSaved: !post.is_saved })}
      className={className}
      icon={
        <Star
          aria-hidden
          strokeWidth={1.75}
          className={joinClasses("size-4", post.is_saved ? "fill-mark text-ink" : "text-ink-3")}
        />
      }
    />
  );
}
