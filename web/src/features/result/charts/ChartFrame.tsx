import { ChartLine, Download, Info, Table2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CopyButton } from "@/components/CopyButton";
import { buildCsv, type CsvCell, downloadText } from "@/lib/csv";

/** One value of a chart's table: as read, and as saved. */
export interface ChartCell {
  shown: string;
  raw: CsvCell;
}

/** The numbers of a chart; the first cell of a row is its name. */
export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly ChartCell[])[];
  /** So many rows at the top are about this post and its usual. */
  leading?: number;
}

/** A cell that is read as it is saved. */
export function textCell(text: string): ChartCell {
  return { shown: text, raw: text };
}

/** A number in the words of `format`; one that is not known is a dash. */
export function numberCell(
  value: number | null | undefined,
  format: (value: number) => string,
): ChartCell {
  return value === null || value === undefined
    ? { shown: "–", raw: null }
    : { shown: format(value), raw: value };
}

function Numbers({ name, table }: { name: string; table: ChartTable }) {
  const { t } = useTranslation("result");
  const caption = t("chart.caption", { label: name });
  const leading = table.leading ?? 0;
  return (
    // A region that scrolls has to be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section tabIndex={0} aria-label={caption} className="unfolds max-h-80 overflow-auto">
      <table className="w-full border-collapse text-table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line-2 text-note text-ink-3">
            {table.head.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`py-1.5 font-normal ${index === 0 ? "text-left" : "pl-3 text-right"}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([name_, ...cells], index) => (
            <tr key={index} className="border-b border-line">
              <th
                scope="row"
                dir="auto"
                className={`py-1.5 text-left ${index < leading ? "font-medium" : "font-normal text-ink-2"}`}
              >
                {name_?.shown}
              </th>
              {cells.map((cell, at) => (
                <td key={at} className="py-1.5 pl-3 text-right whitespace-nowrap">
                  {cell.shown}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function SaveButtons({ name, table }: { name: string; table: ChartTable }) {
  const { t } = useTranslation(["result", "common"]);
  const csv = buildCsv(
    table.head,
    table.rows.map((row) => row.map((cell) => cell.raw)),
  );
  return (
    <span className="flex flex-wrap gap-2">
      <CopyButton text={csv.replace(/^\uFEFF/, "")} label={t("result:chart.copyCsv")}>
        {t("result:chart.copyCsv")}
      </CopyButton>
      <Button
        onClick={() => downloadText(`${name}.csv`, csv)}
        icon={<Download aria-hidden className="size-4" strokeWidth={1.75} />}
      >
        {t("common:chart.csv")}
      </Button>
    </span>
  );
}

export interface ChartFrameProps {
  /** What the chart is about; names its table and its file. */
  name: string;
  table: ChartTable;
  /** What a mark of the chart means. */
  note?: ReactNode;
  children: ReactNode;
}

/** A chart, and the same numbers as a table to read, copy and save. */
export function ChartFrame({ name, table, note, children }: ChartFrameProps) {
  const { t } = useTranslation(["result", "common"]);
  const [isTable, setTable] = useState(false);
  const Icon = isTable ? ChartLine : Table2;
  return (
    <>
      {isTable ? <Numbers name={name} table={table} /> : children}
      <div className="mt-2 mb-3 flex flex-wrap items-center justify-between gap-x-3 gap-y-2 print:hidden">
        {isTable && <SaveButtons name={name} table={table} />}
        {!isTable && note !== undefined && (
          <p className="flex min-w-0 flex-1 basis-40 items-start gap-1.5 text-note text-ink-2">
            <Info aria-hidden className="mt-px size-3.5 shrink-0" strokeWidth={1.75} />
            <span>{note}</span>
          </p>
        )}
        <Button
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
          className="ml-auto"
          icon={<Icon aria-hidden className="size-4" strokeWidth={1.75} />}
        >
          {isTable ? t("common:chart.chart") : t("common:chart.table")}
        </Button>
      </div>
    </>
  );
}
