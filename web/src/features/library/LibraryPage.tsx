import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Plus, Upload } from "lucide-react";
import { lazy, Suspense, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { Button, buttonClasses } from "@/components/Button";
import { ErrorState } from "@/components/ErrorState";
import { KeyCap } from "@/components/KeyCap";
import { MoreButton } from "@/components/MoreButton";
import { useOnce } from "@/components/useOnce";
import { offerUndo } from "@/components/undo";
import { useRowKeys } from "@/components/useRowKeys";
import type { RowsHandle } from "@/components/WindowRows";
import { downloadText } from "@/lib/csv";
import { useFormat } from "@/lib/format/useFormat";
import { useShortcuts } from "@/lib/shortcuts";

import { writePosts } from "./exportPosts";
import { isNarrowed, type LibrarySearch, withoutFilters } from "./filters";
import { LibraryFilters, SortMenu } from "./LibraryFilters";
import { EmptyLibrary, NoMatch } from "./LibraryStates";
import { LibraryTable, LoadingTable } from "./LibraryTable";
import { libraryQuery, useAnalysedPosts, useRemovePosts, useRestorePosts } from "./queries";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./useSelection";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;
/** What opens beside the list is fetched when it is first opened. */
const PostDrawer = lazy(() =>
  import("./PostDrawer").then((file) => ({ default: file.PostDrawer })),
);
const route = getRouteApi("/shell/library");

function Actions() {
  const { t } = useTranslation("library");
  return (
    <>
      <Link to="/import" className={buttonClasses("quiet", false)}>
        <Upload {...ICON} />
        <span className="max-sm:sr-only">{t("import")}</span>
      </Link>
      <span className="hidden lg:inline">
        <Link to="/analyse" className={buttonClasses("primary", false)}>
          <Plus {...ICON} />
          {t("analyse")}
        </Link>
      </span>
    </>
  );
}

function Keys() {
  const { t } = useTranslation("library");
  return (
    <p className="hidden items-center gap-1 text-table text-ink-3 sm:pointer-fine:flex">
      <KeyCap>J</KeyCap>
      <KeyCap>K</KeyCap>
      {t("keys.move")} · <KeyCap>↵</KeyCap> {t("keys.open")} · <KeyCap>X</KeyCap> {t("keys.select")}
    </p>
  );
}

/** All posts that the caller holds, each against its creator's usual. */
export function LibraryPage() {
  const { t } = useTranslation(["library", "common"]);
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const searchField = useRef<HTMLInputElement>(null);
  const rows = useRef<RowsHandle>(null);

  const list = useInfiniteQuery(libraryQuery(search));
  const pages = list.data?.pages ?? [];
  const posts = pages.flatMap((page) => page.items);
  const totals = pages[0]?.totals;
  const analysed = useAnalysedPosts(pages);
  const selection = useSelection(posts);
  const chosen = posts.filter((post) => selection.has(post.id));
  const remove = useRemovePosts();
  const restore = useRestorePosts();
  const wasOpen = useOnce(search.post !== undefined);
  const open = posts.find((post) => post.id === search.post);

  function change(next: Partial<LibrarySearch>): void {
    void navigate({
      search: (before) => ({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    });
  }

  function removePosts(ids: string[]): void {
    selection.clear();
    if (search.post !== undefined) change({ post: undefined });
    remove.mutate(ids, {
      onSuccess: () =>
        offerUndo(t("library:removed", { count: ids.length }), () => restore.mutate(ids)),
    });
  }

  useShortcuts({ "/": () => searchField.current?.focus() }, { isOfPage: true });
  useRowKeys(posts.length, rows, (index) => {
    const post = posts[index];
    if (post !== undefined) selection.toggle(post.id);
  });

  const isEmpty = list.data !== undefined && posts.length === 0;
  const isFirstVisit = isEmpty && !isNarrowed(search) && !list.isPlaceholderData;
  const failure = remove.error ?? restore.error;
  return (
    <Page area={{ name: t("common:nav.library"), to: "/library" }} actions={<Actions />}>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h1 className={isFirstVisit ? "sr-only" : "text-title"}>{t("library:title")}</h1>
        {totals !== undefined && !isFirstVisit && (
          <p role="status" className="order-1 w-full text-table text-ink-3 sm:order-none sm:w-auto">
            {t("library:totals.posts", { count: totals.posts })}{" "}
            {t("library:totals.creators", { count: totals.creators })},{" "}
            {t("library:totals.outliers", { count: totals.outliers })}
          </p>
        )}
        {!isFirstVisit && (
          <span className="ml-auto">
            <SortMenu search={search} onChange={change} />
          </span>
        )}
      </div>
      {isFirstVisit ? (
        <EmptyLibrary />
      ) : (
        <>
          <div className="mt-4">
            <LibraryFilters search={search} onChange={change} searchRef={searchField} />
          </div>
          {failure !== null && (
            <p role="alert" className="mt-3 text-table text-danger">
              {t("library:notRemoved")} {failure.message}
            </p>
          )}
          <div className="@container mt-2">
            {list.isPending && <LoadingTable />}
            {list.error !== null && posts.length === 0 && (
              <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
            )}
            {isEmpty && !list.isPlaceholderData && (
              <NoMatch onClear={() => void navigate({ search: withoutFilters })} />
            )}
            {posts.length > 0 && (
              <LibraryTable
                ref={rows}
                posts={posts}
                total={totals?.posts ?? posts.length}
                search={search}
                analysed={analysed}
                selection={selection}
                isStale={list.isPlaceholderData}
              />
            )}
          </div>
          {posts.length > 0 && (
            <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
              <Keys />
              {!selection.isSelecting && (
                <Button className="md:hidden" onClick={selection.begin}>
                  {t("library:selectPosts")}
                </Button>
              )}
              <p className="ml-auto flex items-center gap-3 text-table text-ink-3">
                {t("library:range", {
                  shown: format.count(posts.length),
                  total: format.count(totals?.posts ?? posts.length),
                })}
                <MoreButton list={list}>{t("library:more")}</MoreButton>
              </p>
            </div>
          )}
          {selection.isSelecting && posts.length > 0 && (
            <SelectionBar
              posts={chosen}
              analysed={analysed}
              onRemove={() => removePosts(chosen.map((post) => post.id))}
              onExport={() => downloadText("postscope-library.csv", writePosts(chosen))}
              onClear={selection.clear}
            />
          )}
        </>
      )}
      {wasOpen && (
        <Suspense>
          <PostDrawer
            postId={search.post}
            listed={open}
            analysed={search.post === undefined ? undefined : analysed.get(search.post)}
            onRemove={(id) => removePosts([id])}
            onClose={() => change({ post: undefined })}
          />
        </Suspense>
      )}
    </Page>
  );
}
