import { useTranslation } from "react-i18next";

import { ServerWords } from "@/components/ServerWords";
import { useReasonWords } from "@/components/useReasonWords";
import type { ImportRow } from "@/lib/api/types";

/** Why a row is no post: which of our fields is wrong and how, then what the server says of it. */
export function RowReason({ row }: { row: Pick<ImportRow, "reason" | "field" | "message"> }) {
  const { t, i18n } = useTranslation("import");
  const words = useReasonWords().ofRow(row.reason);
  // The names of our fields are those that columns are read as.
  const isNamed = row.field !== null && i18n.exists(`import:field.${row.field}`);
  return (
    <>
      <span className="font-medium">
        {isNamed && `${t(`field.${row.field as "views"}`)}: `}
        {words}
      </span>
      {row.message !== null && (
        <span className="block text-note text-ink-2 wrap-anywhere">
          <ServerWords>{row.message}</ServerWords>
        </span>
      )}
    </>
  );
}
