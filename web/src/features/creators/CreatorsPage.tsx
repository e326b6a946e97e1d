import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { ErrorState } from "@/components/ErrorState";
import { MoreButton } from "@/components/MoreButton";
import { Skeleton } from "@/components/Skeleton";
import { offerUndo } from "@/components/undo";
import type { FollowedCreator, WantedCreator } from "@/lib/api/types";

import { FollowBox } from "./FollowBox";
import { FollowedTable, LoadingFollowed } from "./FollowedTable";
import { LatestDialog } from "./LatestDialog";
import { LookAnnouncer } from "./LookAnnouncer";
import { nameCreator } from "./nameCreator";
import { NobodyFollowed } from "./NobodyFollowed";
import { OutlierFeed } from "./OutlierFeed";
import {
  followedQuery,
  isChanging,
  listFollowed,
  useRestoreFollowed,
  useUnfollow,
} from "./queries";
import { useCreatorProblem } from "./useCreatorProblem";

const route = getRouteApi("/shell/creators");

/** The place of the box: it stands elsewhere where nobody is followed, so it waits. */
function LoadingBox() {
  return (
    <div aria-hidden className="h-[86px] pt-[26px]">
      <Skeleton className="h-10 w-full" />
    </div>
  );
}

/** Who is followed, what stood out there, and the way to anybody's latest posts. */
export function CreatorsPage() {
  const { t } = useTranslation(["creators", "common"]);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const explain = useCreatorProblem();

  const list = useInfiniteQuery(followedQuery);
  const creators = useMemo(() => listFollowed(list.data), [list.data]);
  const page = list.data?.pages[0];
  const unfollow = useUnfollow();
  const restore = useRestoreFollowed();
  const isEmpty = list.data !== undefined && creators.length === 0;
  const failure = unfollow.error ?? restore.error;

  // The box stands elsewhere once somebody is followed: the focus must not be lost with it.
  const wasEmpty = useRef(false);
  useEffect(() => {
    const hasMoved = wasEmpty.current && !isEmpty;
    if (hasMoved && document.activeElement === document.body) field.current?.focus();
    wasEmpty.current = isEmpty;
  }, [isEmpty]);

  function openLatest(wanted: WantedCreator | null): void {
    void navigate({
      search: { latest: wanted?.creator, on: wanted?.platform ?? undefined },
      replace: wanted === null,
      resetScroll: false,
    });
  }

  function unfollowCreator(creator: FollowedCreator): void {
    unfollow.mutate(creator.id, {
      onSuccess: () =>
        offerUndo(t("creators:unfollowed", { name: nameCreator(creator) }), () =>
          restore.mutate(creator.id),
        ),
    });
  }

  const box = <FollowBox limit={page?.limit} fieldRef={field} onAnalyse={openLatest} />;
  const named = creators.find(({ url }) => url === search.latest);
  return (
    <Page area={{ name: t("common:nav.creators"), to: "/creators" }}>
      {isEmpty ? (
        <NobodyFollowed limit={page?.limit}>{box}</NobodyFollowed>
      ) : (
        <>
          <div className="mb-5 flex flex-wrap items-baseline gap-x-3">
            <h1 className="text-title">{t("creators:title")}</h1>
            {page !== undefined && (
              <p role="status" className="text-table text-ink-3">
                {page.limit === null
                  ? t("creators:followed", { count: page.followed })
                  : t("creators:followedOf", { count: page.limit, followed: page.followed })}
              </p>
            )}
          </div>
          {list.isPending ? <LoadingBox /> : box}
          {failure !== null && (
            <p role="alert" className="mt-3 text-table text-danger">
              {explain(failure, page?.limit).message}
            </p>
          )}
          {list.isPending && <LoadingFollowed />}
          {list.error !== null && list.data === undefined && (
            <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
          )}
          {creators.length > 0 && (
            <FollowedTable
              creators={creators}
              onAnalyse={openLatest}
              onUnfollow={unfollowCreator}
            />
          )}
          <div className="mt-4 flex justify-end empty:hidden">
            <MoreButton list={list}>{t("creators:more")}</MoreButton>
          </div>
          {creators.length > 0 && (
            <OutlierFeed
              isSettling={creators.some((creator) => isChanging(creator, list.dataUpdatedAt))}
            />
          )}
        </>
      )}
      <LookAnnouncer creators={creators} />
      <LatestDialog
        of={
          search.latest === undefined
            ? null
            : { creator: search.latest, ...(search.on && { platform: search.on }) }
        }
        name={named && nameCreator(named)}
        onClose={() => openLatest(null)}
      />
    </Page>
  );
}
