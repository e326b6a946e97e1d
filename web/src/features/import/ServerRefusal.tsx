import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { describeForSupport } from "@/components/ErrorState";
import { ServerWords } from "@/components/ServerWords";
import { CopyButton } from "@/components/CopyButton";
import type { ApiError } from "@/lib/api/errors";
import { useFormat } from "@/lib/format/useFormat";

import { MOST_BYTES } from "./source";

/** What the server would not take, with the columns that it names. */
export function ServerRefusal({ error }: { error: ApiError }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const support = describeForSupport(error);
  const isTooLarge = error.status === 413;
  return (
    <div role="alert" className="mt-6 flex gap-3 rounded-control bg-danger-soft px-4 py-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" strokeWidth={1.75} />
      <div className="min-w-0 flex-1 text-table">
        <p className="font-semibold text-danger">
          <ServerWords>{error.message}</ServerWords>
        </p>
        {isTooLarge && (
          <p className="mt-0.5 text-ink-2">
            {t("problem.too_large.toDo", { limit: format.count(MOST_BYTES / 1024 / 1024) })}
          </p>
        )}
        {error.fields.length > 0 && (
          <ul className="mt-1 list-disc pl-4 text-ink-2">
            {error.fields.map((field) => (
              <li key={`${field.field} ${field.reason}`}>
                <ServerWords>{field.message}</ServerWords>
              </li>
            ))}
          </ul>
        )}
        {support !== null && error.status >= 500 && (
          <p className="mt-2 flex flex-wrap items-center gap-2 text-note text-ink-3">
            <span className="wrap-anywhere">{support}</span>
            <CopyButton kind="quiet" text={support} />
          </p>
        )}
      </div>
    </div>
  );
}
