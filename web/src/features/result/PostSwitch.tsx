import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { PlatformGlyph } from "@/components/PlatformGlyph";
import { PostOutcome } from "@/features/requests/PostOutcome";
import { usePostNames } from "@/features/requests/usePostNames";
import type { RequestRead } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

/** On a narrow screen the chosen post may lie beyond the edge. */
function bringIntoView(item: HTMLLIElement | null): void {
  item?.scrollIntoView?.({ block: "nearest", inline: "nearest" });
}

/** The posts of an analysis side by side; the one that is shown stands out. */
export function PostSwitch({ request, shown }: { request: RequestRead; shown: number }) {
  const { t } = useTranslation("result");
  const names = usePostNames(request);
  return (
    <nav
      aria-label={t("post.switch")}
      className="-mx-4 mb-8 overflow-x-auto border-b border-line-2 px-4 md:mx-0 md:px-0"
    >
      <ul className="flex">
        {request.posts.map((post) => {
          const isShown = post.position === shown;
          return (
            <li key={post.position} ref={isShown ? bringIntoView : undefined} className="shrink-0">
              <Link
                to="/requests/$requestId"
                params={{ requestId: request.id }}
                search={{ post: post.position + 1 }}
                aria-current={isShown ? "page" : undefined}
                className={joinClasses(
                  "relative flex h-11 max-w-60 items-center gap-2 px-3 text-table",
                  isShown
                    ? "font-semibold after:absolute after:inset-x-0 after:-bottom-px after:h-[3px] after:bg-ink"
                    : "text-ink-2 hovered:bg-fill",
                )}
              >
                <PlatformGlyph platform={post.platform} className="size-3.5" />
                <span className="truncate">{names.name(post)}</span>
                <PostOutcome post={post} />
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
