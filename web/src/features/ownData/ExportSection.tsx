import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { ProgressBar } from "@/components/ProgressBar";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { useFileSize } from "@/lib/format/fileSize";
import { SettingsSection } from "@/features/settings/SettingsSection";
import type { DataExport, User } from "@/lib/api/types";

import { type Part, PartList } from "./PartList";
import { exportQuery, useStartExport } from "./queries";
import { useServiceName } from "./useServiceName";
import { hasWantedExport, noteWantedExport } from "./wantedExport";

const PART_STATES = { preparing: "waiting", ready: "done", failed: "failed" } as const;

function useParts(made: DataExport): Part[] {
  const { t } = useTranslation("ownData");
  const nameService = useServiceName();
  return made.parts.map(({ service, state, rows, files }) => {
    const count = Object.values(rows).reduce((sum, each) => sum + each, 0);
    const amounts = [t("export.rows", { count }), files > 0 && t("export.files", { count: files })];
    return {
      name: nameService(service),
      state: PART_STATES[state],
      amount: amounts.filter(Boolean).join(", "),
    };
  });
}

function Archive({ made }: { made: DataExport }) {
  const { t } = useTranslation("ownData");
  const formatSize = useFileSize();
  const parts = useParts(made);
  const done = parts.filter(({ state }) => state === "done").length;
  const again = useStartExport();
  const { describeAttempt } = useAccountProblem();
  return (
    <>
      <div role="status" className="mb-4">
        {made.state === "preparing" && (
          <>
            <p className="mb-2 text-table text-ink-2">
              {t("export.preparing", { done, count: parts.length })}
            </p>
            <ProgressBar label={t("export.progress")} share={done / Math.max(1, parts.length)} />
          </>
        )}
        {made.state === "ready" && (
          <p className="text-body">
            <strong className="font-semibold">
              {t("export.ready", { size: formatSize(made.size_bytes ?? 0) })}
            </strong>{" "}
            <span className="text-ink-2">
              {t("export.made")} <DateTime at={made.ready_at ?? made.created_at} />.{" "}
              {t("export.kept")} <DateTime at={made.expires_at} form="day" />.
            </span>
          </p>
        )}
        {made.state === "failed" && <p className="text-body text-danger">{t("export.failed")}</p>}
      </div>
      <PartList label={t("export.parts")} parts={parts} />
      {again.error !== null && (
        <div className="mt-4">
          <FormProblem>{describeAttempt(again.error)}</FormProblem>
        </div>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        {made.download_url !== null && (
          <a href={made.download_url} download className={buttonClasses("primary", true)}>
            <Download aria-hidden className="size-4" strokeWidth={1.75} />
            {t("export.download")}
          </a>
        )}
        {made.state !== "preparing" && (
          <Button large busy={again.isPending} onClick={() => again.mutate()}>
            {t("export.again")}
          </Button>
        )}
      </div>
    </>
  );
}

/** All that is held of the user, as one archive: prepared, then downloaded. */
export function ExportSection({ user }: { user: User }) {
  const { t } = useTranslation("ownData");
  const [isWanted, setWanted] = useState(() => hasWantedExport(user.id));
  const archive = useQuery({ ...exportQuery, enabled: isWanted });

  function want(): void {
    noteWantedExport(user.id);
    setWanted(true);
  }

  return (
    <SettingsSection isFirst title={t("export.title")} lead={t("export.lead")}>
      {!isWanted && archive.data === undefined && (
        <Button large onClick={want}>
          {t("export.start")}
        </Button>
      )}
      {isWanted && archive.isPending && (
        <LoadingShapes className="flex flex-col gap-3">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-60 w-full" />
        </LoadingShapes>
      )}
      {archive.data === undefined && archive.error !== null && (
        <ErrorState inSection error={archive.error} onRetry={() => void archive.refetch()} />
      )}
      {archive.data !== undefined && <Archive made={archive.data} />}
    </SettingsSection>
  );
}
