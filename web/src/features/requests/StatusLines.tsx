import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DateTime } from "@/components/DateTime";
import { ServerWords } from "@/components/ServerWords";
import { useReasonWords } from "@/components/useReasonWords";
import type { FailureReason, RequestRead, StatusRow } from "@/lib/api/types";

import type { PostNames } from "./usePostNames";

const LATEST = 4;

const LONGEST_NAME = 44;

function shortenName(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).trimEnd()}…` : name;
}

/** Which post the row is about, and what it says: why a post failed also in the page's words. */
function RowWords({
  row,
  request,
  names,
}: {
  row: StatusRow;
  request: RequestRead;
  names: PostNames;
}) {
  const words = useReasonWords();
  const post = request.posts.find((each) => each.position === row.position);
  const reason = row.stage === "error" ? row.details["reason"] : undefined;
  return (
    <>
      {post !== undefined && <bdi>{shortenName(names.name(post))}</bdi>}
      {post !== undefined && (reason || row.message) && ": "}
      {typeof reason === "string" && `${words.ofPost(reason as FailureReason).title}. `}
      {row.message && <ServerWords>{row.message}</ServerWords>}
    </>
  );
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
            <span className="col-start-2 text-ink-2 wrap-anywhere sm:col-start-3">
              <RowWords row={row} request={request} names={names} />
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
