import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import type { Comparison, EvidenceItem } from "@/lib/api/types";

import { useUnitFormat } from "./useUnitFormat";

interface Line {
  name: string;
  value: number;
}

function useLines(comparison: Comparison): { figures: Line[]; others: Line[] } {
  const { t } = useTranslation("result");
  const known: [string, number | null][] = [
    [t("evidence.tableThis"), comparison.this],
    [t("evidence.tableUsual"), comparison.median],
    [t("evidence.tableLow"), comparison.quartile_low],
    [t("evidence.tableHigh"), comparison.quartile_high],
  ];
  return {
    figures: known.flatMap(([name, value]) => (value === null ? [] : [{ name, value }])),
    others: comparison.values.map((value, index) => ({
      name: t("evidence.tableOther", { number: index + 1 }),
      value,
    })),
  };
}

/** RFC 4180: fields in quotes, quotes doubled, lines ended by CRLF. */
export function buildCsv(rows: readonly (readonly [string, string | number])[]): string {
  const quote = (field: string | number): string => `"${String(field).replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

function saveCsv(name: string, text: string): void {
  // The mark tells spreadsheets that the text is UTF-8.
  const file = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = file;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(file);
}

interface EvidenceTableProps {
  item: EvidenceItem;
  comparison: Comparison;
}

/** Saves what the table shows, unrounded. */
export function CsvButton({ item, comparison }: EvidenceTableProps) {
  const { t } = useTranslation("result");
  const { figures, others } = useLines(comparison);
  function save(): void {
    const head = [t("evidence.tablePost"), `${item.label} (${item.unit ?? ""})`] as const;
    const lines = [...figures, ...others].map((line) => [line.name, line.value] as const);
    saveCsv(item.kind, buildCsv([head, ...lines]));
  }
  return (
    <Button onClick={save} icon={<Download aria-hidden className="size-4" strokeWidth={1.75} />}>
      {t("evidence.csv")}
    </Button>
  );
}

/** The numbers of a strip, as numbers. */
export function EvidenceTable({ item, comparison }: EvidenceTableProps) {
  const { t } = useTranslation("result");
  const format = useUnitFormat(item.unit);
  const { figures, others } = useLines(comparison);
  const all = [...figures, ...others];
  return (
    <section
      // Reached by Tab, so that arrow keys scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={t("evidence.tableCaption", { label: item.label })}
      className="unfolds max-h-72 overflow-y-auto"
    >
      <table className="w-full border-collapse text-table">
        <caption className="sr-only">{t("evidence.tableCaption", { label: item.label })}</caption>
        <thead>
          <tr className="border-b border-line-2 text-left text-note text-ink-3">
            <th scope="col" className="py-1.5 font-normal">
              {t("evidence.tablePost")}
            </th>
            <th scope="col" className="py-1.5 text-right font-normal">
              {t("evidence.tableValue")}
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((line, index) => (
            <tr key={line.name} className="border-b border-line">
              <th
                scope="row"
                className={`py-1.5 text-left ${index < figures.length ? "font-medium" : "font-normal text-ink-2"}`}
              >
                {line.name}
              </th>
              <td className="py-1.5 text-right">{format(line.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
