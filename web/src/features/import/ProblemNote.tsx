import { CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/lib/format/useFormat";

import { MOST_GIGABYTES, type SourceProblem } from "./source";

/** Why a choice cannot be imported, and what to do instead. */
export function ProblemNote({ problem }: { problem: SourceProblem }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  return (
    <div role="alert" className="mt-4 flex gap-3 rounded-control bg-danger-soft px-4 py-3">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" strokeWidth={1.75} />
      <div className="min-w-0 text-table">
        <p dir="auto" className="font-semibold text-danger">
          {t(`problem.${problem.reason}.title`, { name: problem.fileName })}
        </p>
        <p className="mt-0.5 text-ink-2">
          {t(`problem.${problem.reason}.toDo`, { limit: format.count(MOST_GIGABYTES) })}
        </p>
      </div>
    </div>
  );
}
