import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import type { RequestRead, StatusRow } from "@/lib/api/types";

import type { PostNames } from "./usePostNames";

const LATEST = 4;

const LONGEST_NAME = 44;

function shortenName(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;
}

/** Which post the row is about, and what it says. */
function describeRow(row: StatusRow, request: RequestRead, names: PostNames): string {
  const post = request.posts.find((each) => each.position === row.position);
  return [post && shortenName(names.name(post)), row.message].filter(Boolean).join(": ");
}

/** The status history, newest first: the latest lines, or all of them. */
export function StatusLines({ request, names }: { request: RequestRead; names: PostNames }) {
  const { t } = useTranslation("requests");
  const [isWhole, setWhole] = useState(false);
  const rows = request.history.toReversed();
  return (
    <section aria-label={t("progress.history")} className="mt-4">
      <ol className="flex flex-col gap-1.5 text-note">
        {rows.slice(0, isWhole ? undefined : LATEST).map((row) => (
          <li
            key={row.seq}
            className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 sm:grid-cols-[88px_152px_minmax(0,1fr)]"
          >
            <span className="whitespace-nowrap text-ink-3">
              <DateTime at={row.at} form="timeOfDay" />
            </span>
            <span className="font-medium text-ink-2">{t(`stage.${row.stage}`)}</span>
            <span dir="auto" className="col-start-2 text-left text-ink-2 sm:col-start-3">
              {describeRow(row, request, names)}
            </span>
          </li>
        ))}
      </ol>
      {rows.length > LATEST && (
        <Button kind="quiet" className="mt-1 -ml-3" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t("progress.historyLess") : t("progress.historyAll", { count: rows.length })}
        </Button>
      )}
    </section>
  );
}
