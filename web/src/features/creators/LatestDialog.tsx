import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Field } from "@/components/Field";
import { limitsQuery } from "@/features/accounts/queries";
import { useObstacleWords } from "@/features/analyse/BoxFoot";
import { judgeLimits } from "@/features/analyse/limits";
import { useBeginAnalysis } from "@/features/requests/useBeginAnalysis";
import type { WantedCreator } from "@/lib/api/types";

import { useCreatorProblem } from "./useCreatorProblem";

const USUAL_COUNT = 5;
/** The most that one request takes, whatever the plan. */
const MOST = 100;

/** "5" → 5; what is no count of posts → null. */
export function readCount(text: string): number | null {
  return /^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST
    ? Number(text)
    : null;
}

/** How many of a creator's newest posts are analysed, with what stands against it. */
function LatestForm({ of, name }: { of: WantedCreator; name: string }) {
  const { t } = useTranslation("creators");
  const { data: limits } = useQuery(limitsQuery);
  const describe = useObstacleWords();
  const explain = useCreatorProblem();
  const start = useBeginAnalysis();
  const noteId = useId();
  const [text, setText] = useState(String(USUAL_COUNT));
  const count = readCount(text);
  const obstacle = count === null ? null : judgeLimits(count, limits);
  const day = limits?.limits.max_analyses_per_day;

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (count !== null && obstacle === null) start.begin({ creator: { ...of, count } });
  }

  return (
    <form onSubmit={submit} noValidate className="px-5 pb-5">
      <p className="wrap-anywhere text-body text-ink-2">
        {t("latest.lead")} <strong className="font-semibold text-ink">{name}</strong>
      </p>
      <Field
        className="mt-4 max-w-40"
        label={t("latest.count")}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          start.reset();
        }}
        error={count === null ? t("latest.badCount", { most: MOST }) : undefined}
      />
      <p id={noteId} className="mt-3 min-h-5 text-table text-ink-2">
        {obstacle !== null && <span className="text-warn">{describe(obstacle)}</span>}
        {obstacle === null && day !== undefined && t("latest.left", { count: day.left })}
      </p>
      {start.error !== null && (
        <p role="alert" className="mt-2 text-table text-danger">
          {explain(start.error).message}
        </p>
      )}
      <div className="mt-4 flex justify-end">
        <Button
          kind="primary"
          large
          type="submit"
          busy={start.isPending}
          disabled={count === null || obstacle !== null}
          aria-describedby={noteId}
        >
          {t("latest.submit", { count: count ?? USUAL_COUNT })}
        </Button>
      </div>
    </form>
  );
}

/** Asks how many of whose latest posts; open as long as somebody is named. */
export function LatestDialog({
  of,
  name,
  onClose,
}: {
  of: WantedCreator | null;
  /** What it is called, where that is known. */
  name: string | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation("creators");
  return (
    <Dialog title={t("latest.title")} isOpen={of !== null} onClose={onClose}>
      {of !== null && <LatestForm of={of} name={name ?? of.creator} />}
    </Dialog>
  );
}
