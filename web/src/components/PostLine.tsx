import type { ReactNode } from "react";

import type { LibraryPost } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { DateTime } from "./DateTime";
import { DemoChip } from "./DemoChip";
import { PlatformGlyph, usePlatformName } from "./PlatformGlyph";

/**
 * Behind a dot, but for the first of a line: there it falls into what is cut off at the left,
 * so that no line begins with a dot.
 */
export const LINE_PART =
  "relative shrink-0 pl-3 before:absolute before:left-[5px] before:content-['·']";

export interface PostLineProps {
  post: Pick<LibraryPost, "platform" | "creator_name" | "published_at" | "is_invented">;
  /** Where the day is shown, if not everywhere. */
  dayClassName?: string;
  /** What else is to be said, behind the day; a `LINE_PART` each. */
  children?: ReactNode;
}

/** Under a post's title: where it is, whose it is, since when; narrow on several lines. */
export function PostLine({ post, dayClassName, children }: PostLineProps) {
  const namePlatform = usePlatformName();
  return (
    <span className="mt-0.5 block overflow-hidden text-note text-ink-3">
      <span className="-ml-3 flex min-w-0 flex-wrap items-center @[880px]:flex-nowrap">
        <span className="flex max-w-full min-w-0 items-center gap-1.5 pl-3">
          <PlatformGlyph platform={post.platform} silent className="size-3.5" />
          <span className="sr-only">{namePlatform(post.platform)}, </span>
          <span dir="auto" title={post.creator_name} className="truncate">
            {post.creator_name}
          </span>
        </span>
        {post.published_at !== null && (
          <span className={joinClasses(LINE_PART, dayClassName)}>
            <DateTime at={post.published_at} form="day" />
          </span>
        )}
        {children}
        {post.is_invented && (
          <span className="shrink-0 pl-3">
            <DemoChip small />
          </span>
        )}
      </span>
    </span>
  );
}
