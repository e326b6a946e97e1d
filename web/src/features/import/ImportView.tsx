import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { LibraryBig, Undo2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ErrorState } from "@/components/ErrorState";
import { ProgressBar } from "@/components/ProgressBar";
import { ServerWords } from "@/components/ServerWords";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { ApiError } from "@/lib/api/errors";
import type { ImportRead } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { useFormat } from "@/lib/format/useFormat";

import { useFileSize } from "@/lib/format/fileSize";
import { Found } from "./Found";
import { kindKey } from "./kinds";
import { importQuery, isMoving, useDeleteImport, useRefreshImports } from "./queries";
import { ImportReport } from "./ImportReport";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;
const OUTCOMES = ["imported", "updated", "duplicate", "refused"] as const;

/** Rows so far, by what became of them. */
function Totals({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  return (
    <dl className="mt-6 grid grid-cols-2 gap-x-6 gap-y-5 border-y border-line py-4 sm:grid-cols-4">
      {OUTCOMES.map((outcome) => {
        const count = made.totals[outcome];
        return (
          <div key={outcome} className="flex flex-col-reverse">
            <dt className="text-note text-ink-3">{t(`outcome.${outcome}`, { count })}</dt>
            <dd
              className={joinClasses(
                "text-title",
                count === 0 && "text-ink-3",
                outcome === "refused" && count > 0 && "text-danger",
              )}
            >
              {format.count(count)}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function useTitle(made: ImportRead): string {
  const { t } = useTranslation("import");
  const { imported, updated, rows } = made.totals;
  switch (made.status) {
    case "PENDING":
      return t("state.pendingTitle");
    case "PROCESSING":
      return t("state.processingTitle");
    case "REMOVING":
      return t("state.removingTitle");
    case "FAILED":
      return t("state.failedTitle");
    case "COMPLETED":
      if (imported > 0) return t("state.importedTitle", { count: imported });
      if (updated > 0) return t("state.updatedTitle", { count: updated });
      return rows > 0 && made.totals.refused === rows
        ? t("state.refusedTitle")
        : t("state.nothingNewTitle");
  }
}

/** Takes it back, after a question: this cannot be undone. */
function TakeBack({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteImport(made.id);
  return (
    <>
      <Button className="h-10!" onClick={() => setAsking(true)} icon={<Undo2 {...ICON} />}>
        {t("takeBack.action")}
      </Button>
      <ConfirmDialog
        title={t("takeBack.title")}
        action={t("takeBack.confirm")}
        isOpen={isAsking}
        isBusy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => setAsking(false) })}
        error={
          remove.error !== null && (
            <p role="alert" className="mt-3 text-table text-danger">
              {remove.error.message}
            </p>
          )
        }
      >
        <p>{t("takeBack.what", { count: made.totals.imported })}</p>
      </ConfirmDialog>
    </>
  );
}

function Running({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  if (made.status === "REMOVING") {
    return (
      <div className="mt-4">
        <ProgressBar label={t("state.removingTitle")} share={null} />
      </div>
    );
  }
  return (
    <>
      <p className="mt-1 mb-3 text-table text-ink-2">
        {t("state.rows", { rows: format.count(made.totals.rows) })} · {format.ratio(made.progress)}
      </p>
      <ProgressBar label={t("state.bar")} share={made.progress} />
      <p className="mt-3 text-table text-ink-3">{t("state.leave")}</p>
    </>
  );
}

function Ended({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const hasPosts = made.totals.imported + made.totals.updated + made.totals.duplicate > 0;
  return (
    <>
      {made.error !== null && (
        <p
          role="alert"
          className="mt-4 rounded-control bg-danger-soft px-4 py-3 text-table text-danger"
        >
          <ServerWords>{made.error}</ServerWords>
        </p>
      )}
      <Totals made={made} />
      {made.found !== null && made.source !== null && (
        <div className="mt-8">
          <Found found={made.found} isWhole />
        </div>
      )}
      <div className="mt-6 flex flex-wrap gap-2">
        {hasPosts && (
          <Link to="/library" className={buttonClasses("primary", true)}>
            <LibraryBig {...ICON} />
            {t("done.library")}
          </Link>
        )}
        <Link to="/import" className={buttonClasses(hasPosts ? "secondary" : "primary", true)}>
          {t("done.another")}
        </Link>
        {hasPosts && <TakeBack made={made} />}
      </div>
      <ImportReport made={made} />
    </>
  );
}

/** Whoever saw it run is told of its end; lists are read anew then. */
function useEnding(made: ImportRead | undefined): void {
  const refresh = useRefreshImports();
  const [wasMoving, setWasMoving] = useState(false);
  const moves = made !== undefined && isMoving(made);
  if (moves && !wasMoving) setWasMoving(true);
  const hasEnded = wasMoving && made !== undefined && !moves;
  useEffect(() => {
    if (hasEnded) refresh();
    // `refresh` is made anew with each drawing; the ending happens once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [hasEnded]);
}

/** One import: how far it is, or what came of it. */
export function ImportView({ importId }: { importId: string }) {
  const { t } = useTranslation("import");
  const navigate = useNavigate();
  const writeSize = useFileSize();
  const refresh = useRefreshImports();
  const { data: made, error, refetch } = useQuery(importQuery(importId));
  useEnding(made);
  const isGone = error instanceof ApiError && error.status === 404;
  const wasRemoved = isGone && made?.status === "REMOVING";
  useEffect(() => {
    if (!wasRemoved) return;
    refresh();
    void navigate({ to: "/import", replace: true });
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wasRemoved]);

  if (wasRemoved) return null;
  if (made === undefined || isGone) {
    if (error !== null)
      return <ErrorState inSection error={error} onRetry={() => void refetch()} />;
    return (
      <LoadingShapes className="mt-8 flex flex-col gap-4">
        <Skeleton className="h-7 w-72" />
        <Skeleton className="h-4 w-48" />
        <Skeleton className="h-20 w-full" />
      </LoadingShapes>
    );
  }
  return <Told made={made} size={writeSize(made.size_bytes)} label={t("state.announce")} />;
}

function Told({ made, size, label }: { made: ImportRead; size: string; label: string }) {
  const { t } = useTranslation("import");
  const title = useTitle(made);
  const facts = [made.file_name, size, t(kindKey(made)), made.account].filter(Boolean);
  return (
    <section aria-labelledby="import-title" className="mt-8">
      <h2 id="import-title" className="text-section">
        {title}
      </h2>
      <p role="status" aria-label={label} className="sr-only">
        {title}
      </p>
      <p dir="auto" className="mt-0.5 text-table wrap-anywhere text-ink-3">
        {facts.join(" · ")}
      </p>
      {isMoving(made) ? <Running made={made} /> : <Ended made={made} />}
    </section>
  );
}
