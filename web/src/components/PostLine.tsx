import type { ReactNode } from "react";

import type { LibraryPost } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { DateTime } from "./DateTime";
import { DemoChip } from "./DemoChip";
import { PlatformGlyph, usePlatformName } from "./PlatformGlyph";

export interface PostLineProps {
  post: Pick<LibraryPost, "platform" | "creator_name" | "published_at" | "is_invented">;
  /** Where the day is shown, if not everywhere. */
  dayClassName?: string;
  /** What else is to be said, behind the day. */
  children?: ReactNode;
}

/** Under a post's title: where it is, whose it is, since when. */
export function PostLine({ post, dayClassName, children }: PostLineProps) {
  const namePlatform = usePlatformName();
  return (
    // Narrow, what does not fit beside the name goes under it, so that the name is told whole.
    <span className="mt-0.5 flex min-w-0 flex-wrap items-center gap-x-1.5 text-note text-ink-3 @[880px]:flex-nowrap">
      <PlatformGlyph platform={post.platform} silent className="size-3.5" />
      <span className="sr-only">{namePlatform(post.platform)}, </span>
      <span
        dir="auto"
        title={post.creator_name}
        className="max-w-[calc(100%-1.25rem)] truncate @[880px]:max-w-none"
      >
        {post.creator_name}
      </span>
      {post.published_at !== null && (
        <span className={joinClasses("shrink-0", dayClassName)}>
          · <DateTime at={post.published_at} form="day" />
        </span>
      )}
      {children}
      {post.is_invented && <DemoChip small />}
    </span>
  );
}
