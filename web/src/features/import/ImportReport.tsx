import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip, type ChipKind } from "@/components/Chip";
import { ErrorState } from "@/components/ErrorState";
import { FilterMenu } from "@/components/FilterMenu";
import { MoreButton } from "@/components/MoreButton";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { rowProps, WindowRows } from "@/components/WindowRows";
import type { ImportRead, ImportRow } from "@/lib/api/types";
import { buildCsv, downloadText } from "@/lib/csv";
import { useFormat } from "@/lib/format/useFormat";

import { RowReason } from "./RowReason";
import { fetchRefused, importRowsQuery, type RowOutcome } from "./queries";

const OUTCOMES = ["imported", "updated", "duplicate", "refused"] as const;
const KINDS: Record<RowOutcome, ChipKind> = {
  imported: "rise",
  updated: "outline",
  duplicate: "fill",
  refused: "danger",
};
const GRID = "grid grid-cols-[56px_104px_minmax(0,1fr)] items-baseline gap-x-4";

/** "posts.csv" → "posts-refused.csv". */
export function nameRefusedFile(fileName: string): string {
  return `${fileName.replace(/\.[a-z0-9]{1,6}$/i, "")}-refused.csv`;
}

/** The refused rows as a file of their own, to be mended beside the original. */
function DownloadRefused({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);

  async function download(): Promise<void> {
    setBusy(true);
    setFailed(false);
    try {
      const rows = await fetchRefused(made.id);
      const csv = buildCsv(
        ["row", "field", "reason", "message"],
        rows.map((row) => [row.row_number, row.field, row.reason, row.message]),
      );
      downloadText(nameRefusedFile(made.file_name), csv);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  }

  return (
    <span className="flex items-center gap-2">
      {hasFailed && (
        <span role="alert" className="text-note text-danger">
          {t("report.downloadFailed")}
        </span>
      )}
      <Button
        busy={isBusy}
        onClick={() => void download()}
        icon={<Download aria-hidden className="size-4" strokeWidth={1.75} />}
      >
        {t("report.download")}
      </Button>
    </span>
  );
}

function Row({ row, index }: { row: ImportRow; index: number }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  return (
    <div
      {...rowProps(index)}
      role="row"
      className={`${GRID} min-h-11 border-b border-line py-2.5 text-table`}
    >
      <span role="cell" className="text-right text-ink-3">
        {format.count(row.row_number)}
      </span>
      <span role="cell">
        <Chip kind={KINDS[row.outcome]} small>
          {t(`rowOutcome.${row.outcome}`)}
        </Chip>
      </span>
      <span role="cell" className="wrap-anywhere text-ink-2">
        {row.outcome === "refused" ? <RowReason row={row} /> : t(`rowWords.${row.outcome}`)}
        {row.post_id !== null && (
          <>
            {" "}
            <Link to="/library" search={{ post: row.post_id }} className="link text-ink">
              {t("report.post")}
            </Link>
          </>
        )}
      </span>
    </div>
  );
}

/** What became of each row: those refused, where there are any; the others on demand. */
export function ImportReport({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const [isWanted, setWanted] = useState(made.totals.refused > 0);
  if (made.totals.rows === 0) return null;
  if (isWanted) return <Rows made={made} />;
  return (
    <Button className="mt-10" onClick={() => setWanted(true)}>
      {t("report.show", { count: made.totals.rows })}
    </Button>
  );
}

function Rows({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const [outcome, setOutcome] = useState<RowOutcome | undefined>(
    made.totals.refused > 0 ? "refused" : undefined,
  );
  const list = useInfiniteQuery(importRowsQuery(made.id, outcome));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = outcome === undefined ? made.totals.rows : made.totals[outcome];
  return (
    <section aria-labelledby="report-title" className="mt-14">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 id="report-title" className="mr-auto text-section">
          {t("report.title")}
        </h2>
        <FilterMenu
          label={t("report.outcome")}
          isSingle
          options={OUTCOMES.filter((each) => made.totals[each] > 0).map((each) => ({
            value: each,
            name: t(`rowOutcome.${each}`),
            note: format.count(made.totals[each]),
          }))}
          chosen={outcome === undefined ? [] : [outcome]}
          onChange={([chosen]) => setOutcome(chosen as RowOutcome | undefined)}
        />
        {made.totals.refused > 0 && <DownloadRefused made={made} />}
      </div>
      {list.isPending && (
        <LoadingShapes className="mt-4">
          {[0, 1, 2, 3].map((index) => (
            <div key={index} className="flex h-11 items-center border-b border-line">
              <Skeleton className="h-4 w-3/4" />
            </div>
          ))}
        </LoadingShapes>
      )}
      {list.error !== null && rows.length === 0 && (
        <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
      )}
      {rows.length > 0 && (
        <div role="table" aria-labelledby="report-title" aria-rowcount={total + 1} className="mt-3">
          <div role="rowgroup">
            <div
              role="row"
              aria-rowindex={1}
              className={`${GRID} h-9 items-center! border-b border-line-2 text-note text-ink-3`}
            >
              <span role="columnheader" className="text-right">
                {t("report.row")}
              </span>
              <span role="columnheader">{t("report.outcome")}</span>
              <span role="columnheader">{t("report.why")}</span>
            </div>
          </div>
          <WindowRows
            items={rows}
            keyOf={(row) => String(row.row_number)}
            estimatedHeight={45}
            render={(row, index) => <Row row={row} index={index} />}
          />
        </div>
      )}
      {!list.isPending && rows.length === 0 && list.error === null && (
        <p className="mt-4 text-table text-ink-2">{t("report.none")}</p>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex items-center justify-end gap-3 text-table text-ink-3">
          {t("report.range", { shown: format.count(rows.length), total: format.count(total) })}
          <MoreButton list={list}>{t("report.more")}</MoreButton>
        </div>
      )}
    </section>
  );
}
