import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { SelectField } from "@/components/SelectField";
import type { ImportField, ImportMapping, ImportPreview } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";

import { chooseFolded, FIELD_GROUPS, fieldOf, mapColumn } from "./mapping";

const HEAD = "h-9 border-b border-line-2 text-left text-note font-normal text-ink-3";
const CELL = "border-b border-line py-2.5 align-top";

function FieldChoice({
  column,
  mapping,
  onChange,
}: {
  column: string;
  mapping: ImportMapping;
  onChange: (field: ImportField | null) => void;
}) {
  const { t } = useTranslation("import");
  const field = fieldOf(mapping, column);
  return (
    <SelectField
      label={t("columns.meaning", { column })}
      hideLabel
      value={field ?? ""}
      onChange={(event) => onChange((event.target.value || null) as ImportField | null)}
      className={field === null ? "text-ink-3" : undefined}
    >
      <option value="">{t("columns.unused")}</option>
      {FIELD_GROUPS.map((group) => (
        <optgroup key={group.name} label={t(`group.${group.name}`)}>
          {group.fields.map((each) => {
            const taken = mapping[each];
            const other = typeof taken === "string" && taken !== column ? taken : null;
            const name = t(`field.${each}`);
            return (
              <option key={each} value={each}>
                {other === null ? name : t("columns.taken", { field: name, column: other })}
              </option>
            );
          })}
        </optgroup>
      ))}
    </SelectField>
  );
}

function Samples({ samples }: { samples: readonly string[] }) {
  const { t } = useTranslation("import");
  const shown = samples.filter((sample) => sample.trim() !== "");
  if (shown.length === 0) return <span className="text-ink-3">{t("columns.empty")}</span>;
  return (
    <span dir="auto" title={shown.join("\n")} className="block truncate text-ink-2">
      {shown.join(" · ")}
    </span>
  );
}

export interface ColumnTableProps {
  preview: ImportPreview;
  mapping: ImportMapping;
  /** Nothing has been chosen by hand yet. */
  isGuess: boolean;
  onChange: (mapping: ImportMapping) => void;
}

/** Each column of the file with some of its values, and what it is read as. */
export function ColumnTable({ preview, mapping, isGuess, onChange }: ColumnTableProps) {
  const { t } = useTranslation("import");
  // Decided once: a column that is mapped by hand must not jump out of its place.
  const [folded] = useState(() => chooseFolded(preview.columns));
  const [isWhole, setWhole] = useState(false);
  const shown = preview.columns.filter((column) => isWhole || !folded.has(column.name));
  return (
    <section aria-labelledby="columns-title">
      <h2 id="columns-title" className="text-section">
        {t("columns.title")}
      </h2>
      <p className="mt-1 max-w-[68ch] text-table text-ink-3">{t("columns.lead")}</p>
      <table className="mt-3 w-full table-fixed border-separate border-spacing-0 text-table">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              {t("columns.column")}
            </th>
            <th scope="col" className={joinClasses(HEAD, "w-[46%] pl-4")}>
              {t("columns.readAs")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => {
            const isUncertain = isGuess && column.field !== null && !column.is_certain;
            return (
              <tr key={column.name}>
                <th scope="row" className={joinClasses(CELL, "text-left font-normal")}>
                  <span dir="auto" className="block font-semibold wrap-anywhere">
                    {column.name}
                  </span>
                  <Samples samples={column.samples} />
                </th>
                <td className={joinClasses(CELL, "pl-4")}>
                  <FieldChoice
                    column={column.name}
                    mapping={mapping}
                    onChange={(field) => onChange(mapColumn(mapping, column.name, field))}
                  />
                  {isUncertain && (
                    <span className="mt-1.5 block">
                      <Chip kind="warn" small>
                        {t("columns.guess")}
                      </Chip>
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {folded.size > 0 && (
        <Button className="mt-3" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("columns.fewer") : t("columns.more", { count: folded.size })}
        </Button>
      )}
    </section>
  );
}
