import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Table2 } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { buttonClasses } from "@/components/Button";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { PostOutcome } from "@/features/requests/PostOutcome";
import { type PostNames, usePostNames } from "@/features/requests/usePostNames";
import type { RequestPost, RequestRead } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

/** The chosen post may lie beyond the edge; its place is known once the letters are. */
function useBroughtIntoView(isShown: boolean) {
  const tab = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!isShown) return;
    let isGone = false;
    const bring = (): void => {
      const list = tab.current?.parentElement;
      if (isGone || !list || !tab.current) return;
      list.scrollLeft = tab.current.offsetLeft - (list.clientWidth - tab.current.offsetWidth) / 2;
    };
    bring();
    void document.fonts?.ready.then(bring);
    return () => {
      isGone = true;
    };
  }, [isShown]);
  return tab;
}

/** Up to here names fit side by side; beyond, numbers stand for them. */
const MOST_NAMED = 4;

interface TabProps {
  post: RequestPost;
  request: RequestRead;
  names: PostNames;
  isShown: boolean;
  isNamed: boolean;
}

function Tab({ post, request, names, isShown, isNamed }: TabProps) {
  const name = names.name(post);
  const tab = useBroughtIntoView(isShown);
  return (
    <li ref={tab} className="shrink-0">
      <Link
        to="/requests/$requestId"
        params={{ requestId: request.id }}
        search={{ post: post.position + 1 }}
        aria-current={isShown ? "page" : undefined}
        title={isNamed ? undefined : name}
        className={joinClasses(
          "relative flex h-11 max-w-48 items-center gap-2 px-3 sm:max-w-60 lg:max-w-80 text-table",
          isShown
            ? "font-semibold after:absolute after:inset-x-0 after:-bottom-px after:h-[3px] after:bg-ink"
            : "text-ink-2 hovered:bg-fill",
        )}
      >
        {isNamed ? (
          <PlatformGlyph platform={post.platform} className="size-3.5" />
        ) : (
          <span aria-hidden className="text-note font-normal text-ink-3">
            {post.position + 1}
          </span>
        )}
        <span dir="auto" className={isNamed ? "truncate" : "sr-only"}>
          {name}
        </span>
        <PostOutcome post={post} />
      </Link>
    </li>
  );
}

/** To the post before or after the one that is shown. */
function Step({
  request,
  to,
  names,
  label,
  Icon,
}: {
  request: RequestRead;
  to: RequestPost | undefined;
  names: PostNames;
  label: string;
  Icon: typeof ChevronLeft;
}) {
  const icon = <Icon aria-hidden className="size-4" strokeWidth={1.75} />;
  const looks = buttonClasses("quiet", false, true);
  if (to === undefined) {
    return <span className={`${looks} pointer-events-none opacity-40`}>{icon}</span>;
  }
  return (
    <Link
      to="/requests/$requestId"
      params={{ requestId: request.id }}
      search={{ post: to.position + 1 }}
      aria-label={`${label}: ${names.name(to)}`}
      className={looks}
    >
      {icon}
    </Link>
  );
}

/** The posts of an analysis; the one that is shown stands out. `null`: all, side by side. */
export function PostSwitch({ request, shown }: { request: RequestRead; shown: number | null }) {
  const { t } = useTranslation("result");
  const names = usePostNames(request);
  const { posts } = request;
  const at = posts.findIndex((post) => post.position === shown);
  const isNamed = posts.length <= MOST_NAMED;
  return (
    <nav
      aria-label={t("post.switch")}
      className="-mt-4 mb-8 flex items-stretch gap-1 border-b border-line-2 print:hidden"
    >
      {!isNamed && (
        <div className="flex items-center">
          <Step
            request={request}
            to={posts[at - 1]}
            names={names}
            label={t("post.before")}
            Icon={ChevronLeft}
          />
          <Step
            request={request}
            to={posts[at + 1]}
            names={names}
            label={t("post.after")}
            Icon={ChevronRight}
          />
        </div>
      )}
      <ul className="relative flex min-w-0 flex-1 overflow-x-auto">
        {posts.map((post) => (
          <Tab
            key={post.position}
            post={post}
            request={request}
            names={names}
            isShown={post.position === shown}
            isNamed={isNamed}
          />
        ))}
      </ul>
      <Link
        to="/requests/$requestId"
        params={{ requestId: request.id }}
        search={{ view: "compare" }}
        aria-current={shown === null ? "page" : undefined}
        className={joinClasses(
          "relative flex h-11 shrink-0 items-center gap-2 px-3 text-table",
          shown === null
            ? "font-semibold after:absolute after:inset-x-0 after:-bottom-px after:h-[3px] after:bg-ink"
            : "text-ink-2 hovered:bg-fill",
        )}
      >
        <Table2 aria-hidden className="size-4" strokeWidth={1.75} />
        <span className="max-sm:sr-only">{t("compare.open")}</span>
      </Link>
    </nav>
  );
}
