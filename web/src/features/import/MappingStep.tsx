import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { ApiError } from "@/lib/api/errors";
import type { ImportPreview } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";
import { useDebounced } from "@/lib/useDebounced";

import { ColumnTable } from "./ColumnTable";
import { useFileSize } from "@/lib/format/fileSize";
import { FiguresMoment } from "./FiguresMoment";
import { Found } from "./Found";
import { asksMoment, isTable, kindKey } from "./kinds";
import { buildFields, findObstacles, type ImportEdits, type Obstacle } from "./mapping";
import { PreviewRows } from "./PreviewRows";
import { Questions } from "./Questions";
import { previewQuery } from "./queries";
import { ServerRefusal } from "./ServerRefusal";
import { changeEdits, chooseSource, startUpload } from "./session";
import type { PostSource } from "./source";

/** Choices rest this long before the preview is made anew. */
const RESTS_MS = 350;

/** The preview with the choices as they stand; earlier ones stand until it is here. */
function usePreview(source: PostSource, edits: ImportEdits) {
  const fields = buildFields(edits, undefined);
  const rested = useDebounced(JSON.stringify(fields), RESTS_MS);
  const query = useQuery(previewQuery(source, JSON.parse(rested) as typeof fields));
  const isBehind = rested !== JSON.stringify(fields) || query.isPlaceholderData;
  // The last good reading stands while a refused one is mended.
  const [last, setLast] = useState<ImportPreview | undefined>(undefined);
  if (query.data !== undefined && query.data !== last) setLast(query.data);
  return { ...query, preview: query.data ?? last, isBehind };
}

function Chosen({ source, preview }: { source: PostSource; preview: ImportPreview | undefined }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const writeSize = useFileSize();
  const facts = [
    writeSize(source.sizeBytes),
    preview && t(kindKey(preview)),
    preview && isTable(preview) && preview.encoding.toUpperCase(),
    preview?.account && t("mapping.account", { account: preview.account }),
  ].filter(Boolean);
  return (
    <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2 border-y border-line py-3">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-body font-semibold">
          {source.name}
        </p>
        <p className="text-note text-ink-3">{facts.join(" · ")}</p>
      </div>
      <Button onClick={() => chooseSource(null)}>{t("mapping.other")}</Button>
      {source.kind === "archive" && (
        <p className="basis-full text-table text-ink-2">
          {t("mapping.sent", {
            names: new Intl.ListFormat(format.locale).format(source.parts.map((part) => part.name)),
          })}{" "}
          {source.left > 0 && t("mapping.left", { count: source.left })}
        </p>
      )}
    </div>
  );
}

function useObstacleWords(): (obstacle: Obstacle) => string {
  const { t } = useTranslation("import");
  return (obstacle) => {
    switch (obstacle.kind) {
      case "question":
        return t("obstacle.question", { name: t(`obstacle.${obstacle.option as "platform"}`) });
      case "none_readable":
        return t("obstacle.noneReadable", { count: obstacle.rows });
      case "no_rows":
        return t("obstacle.noRows");
    }
  };
}

function LoadingPreview() {
  return (
    <LoadingShapes className="mt-8 grid gap-10 lg:grid-cols-[minmax(0,1fr)_380px]">
      <div className="flex flex-col gap-4">
        <Skeleton className="h-6 w-64" />
        {[0, 1, 2, 3, 4, 5].map((index) => (
          <Skeleton key={index} className="h-11 w-full" />
        ))}
      </div>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-6 w-40" />
        {[0, 1, 2, 3].map((index) => (
          <Skeleton key={index} className="h-16 w-full" />
        ))}
      </div>
    </LoadingShapes>
  );
}

/** What the columns mean, what has to be asked, and what comes of it, side by side. */
export function MappingStep({ source, edits }: { source: PostSource; edits: ImportEdits }) {
  const { t } = useTranslation("import");
  const navigate = useNavigate();
  const describe = useObstacleWords();
  const { preview, error, isBehind, refetch } = usePreview(source, edits);
  const refusal = error instanceof ApiError && error.status < 500 ? error : null;
  const mapping = edits.mapping ?? preview?.mapping ?? {};
  const obstacles = preview === undefined ? [] : findObstacles(preview);
  const canStart = preview !== undefined && obstacles.length === 0 && error === null && !isBehind;

  function start(): void {
    void startUpload(source, buildFields(edits, preview)).then((made) => {
      if (made !== null) void navigate({ to: "/import", search: { import: made.id } });
    });
  }

  return (
    <>
      <Chosen source={source} preview={preview} />
      {error !== null && refusal === null && (
        <ErrorState inSection error={error} onRetry={() => void refetch()} />
      )}
      {refusal !== null && <ServerRefusal error={refusal} />}
      {preview === undefined && error === null && <LoadingPreview />}
      {preview !== undefined && (
        <div className="mt-8 grid items-start gap-x-12 gap-y-12 lg:grid-cols-[minmax(0,1fr)_minmax(300px,400px)]">
          <div className="min-w-0 empty:hidden">
            <Questions preview={preview} edits={edits} onChange={changeEdits} />
            {preview.source !== null && <Found found={preview.found} isWhole={preview.is_whole} />}
            {isTable(preview) && (
              <ColumnTable
                key={source.id}
                preview={preview}
                mapping={mapping}
                isGuess={edits.mapping === null}
                onChange={(chosen) => changeEdits({ ...edits, mapping: chosen })}
              />
            )}
            {asksMoment(preview) && mapping.as_of === undefined && (
              <FiguresMoment source={source} edits={edits} onChange={changeEdits} />
            )}
          </div>
          <PreviewRows preview={preview} isBehind={isBehind} />
        </div>
      )}
      {preview !== undefined && (
        <div className="sticky bottom-14 z-10 -mx-4 mt-8 flex flex-col gap-3 border-t border-line-2 bg-sheet px-4 py-3 sm:flex-row sm:items-center md:bottom-0 md:-mx-10 md:px-10">
          <p role="status" className="min-w-0 flex-1 text-table text-ink-2">
            {obstacles.length > 0 ? (
              <span className="text-warn">{obstacles.map(describe).join(" ")}</span>
            ) : (
              <>
                <strong className="font-semibold text-ink">
                  {t("mapping.readable", { count: preview.sample.readable })}
                </strong>{" "}
                {t("mapping.ofRows", { count: preview.sample.rows })}{" "}
                {preview.sample.refused > 0 &&
                  t("mapping.refused", { count: preview.sample.refused })}
              </>
            )}
          </p>
          <Button kind="primary" large disabled={!canStart} onClick={start}>
            {t("mapping.start")}
          </Button>
        </div>
      )}
    </>
  );
}
