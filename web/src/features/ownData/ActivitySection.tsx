import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download, Eye, type LucideIcon, ScanSearch, Star, StarOff } from "lucide-react";
import { useTranslation } from "react-i18next";

import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { MoreButton } from "@/components/MoreButton";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { Activity } from "@/lib/api/types";

import { activityQuery } from "./queries";

const ICONS: Record<Activity["kind"], LucideIcon> = {
  viewed: Eye,
  analysed: ScanSearch,
  saved: Star,
  unsaved: StarOff,
  exported: Download,
};

function ActivityRow({ entry }: { entry: Activity }) {
  const { t } = useTranslation("ownData");
  const namePlatform = usePlatformName();
  const { post } = entry;
  const Icon = ICONS[entry.kind];
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] sm:grid-cols-[16px_minmax(0,1fr)_auto] items-baseline gap-x-3 border-b border-line py-2">
      <Icon aria-hidden className="size-4 self-center text-ink-3" strokeWidth={1.75} />
      <div className="min-w-0">
        <p className="flex min-w-0 items-baseline gap-1.5 text-table">
          <span className="shrink-0 text-ink-2">{t(`activity.kind.${entry.kind}`)}</span>
          <Link
            to="/library"
            search={{ post: post.id }}
            dir="auto"
            className="truncate rounded-chip font-medium hovered:underline"
          >
            {post.title ?? t("activity.unnamed")}
          </Link>
        </p>
        <p className="flex min-w-0 items-center gap-1.5 text-note text-ink-3">
          <PlatformGlyph platform={post.platform} silent className="size-3" />
          <span className="sr-only">{namePlatform(post.platform)}, </span>
          <span dir="auto" className="truncate">
            {post.creator_name}
          </span>
          <span className="shrink-0 sm:hidden">
            · <DateTime at={entry.last_at} />
          </span>
          {entry.times > 1 && (
            <span className="shrink-0">· {t("activity.times", { count: entry.times })}</span>
          )}
        </p>
      </div>
      <span className="hidden text-note text-ink-3 sm:inline">
        <DateTime at={entry.last_at} />
      </span>
    </li>
  );
}

function LoadingActivity() {
  return (
    <LoadingShapes>
      {[0, 1, 2].map((index) => (
        <div
          key={index}
          className="flex h-[53px] flex-col justify-center gap-2 border-b border-line"
        >
          <Skeleton className="h-3.5 w-64 max-w-full" />
          <Skeleton className="h-3 w-32" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** What the user did with posts, newest first. */
export function ActivitySection() {
  const { t } = useTranslation("ownData");
  const list = useInfiniteQuery(activityQuery);
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <SettingsSection title={t("activity.title")} lead={t("activity.lead")}>
      {list.isPending && <LoadingActivity />}
      {list.error !== null && list.data === undefined && (
        <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data !== undefined && entries.length === 0 && (
        <p className="border-t border-line-2 py-5 text-body text-ink-2">{t("activity.none")}</p>
      )}
      {entries.length > 0 && (
        <ul aria-label={t("activity.title")} className="border-t border-line-2">
          {entries.map((entry) => (
            <ActivityRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      <MoreButton list={list} className="mt-4">
        {t("activity.more")}
      </MoreButton>
    </SettingsSection>
  );
}
