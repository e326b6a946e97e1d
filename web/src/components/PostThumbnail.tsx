import { Lock } from "lucide-react";

import type { PostMedia } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

export interface PostThumbnailProps {
  media: readonly PostMedia[];
  className?: string;
  /** The post is there, but not for us. */
  isPrivate?: boolean;
}

/** The picture that stands for a post: its thumbnail, else its first image. */
export function findPicture(media: readonly PostMedia[]): PostMedia | undefined {
  const shown = media.filter((medium) => medium.url && medium.kind !== "video");
  return shown.find((medium) => medium.kind === "thumbnail") ?? shown[0];
}

/** A small picture of a post beside its title, which says the same in words. */
export function PostThumbnail({ media, className, isPrivate = false }: PostThumbnailProps) {
  const picture = findPicture(media);
  const box = joinClasses("block shrink-0 overflow-hidden rounded-chip bg-fill-2", className);
  if (picture?.url) {
    return (
      <img src={picture.url} alt="" loading="lazy" className={joinClasses(box, "object-cover")} />
    );
  }
  return (
    <span aria-hidden className={joinClasses(box, "flex items-center justify-center text-ink-3")}>
      {isPrivate && <Lock className="size-4" strokeWidth={1.75} />}
    </span>
  );
}
