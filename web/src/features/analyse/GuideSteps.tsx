import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { joinClasses } from "@/lib/classes";

import { dismissGuide, noteStep, useGuide } from "./guide";

/** Whoever has done this much needs no guidance, whatever this browser remembers. */
const ENOUGH_ANALYSES = 5;

interface StepProps {
  number: number;
  isDone: boolean;
  isNext: boolean;
  children: ReactNode;
}

function Step({ number, isDone, isNext, children }: StepProps) {
  const { t } = useTranslation("analyse");
  return (
    <li
      aria-current={isNext ? "step" : undefined}
      className={joinClasses(
        "flex min-w-0 flex-1 basis-52 items-start gap-2.5 text-table",
        isNext ? "text-ink" : "text-ink-3",
      )}
    >
      <span
        aria-hidden
        className={joinClasses(
          "mt-px flex size-[18px] shrink-0 items-center justify-center rounded-full text-chip",
          isDone ? "bg-ink text-sheet" : "border",
          !isDone && (isNext ? "border-ink font-semibold" : "border-line-2"),
        )}
      >
        {isDone ? <Check className="size-3" strokeWidth={2.25} /> : number}
      </span>
      <span className="min-w-0">
        {children}
        {isDone && <span className="sr-only">: {t("guide.done")}</span>}
      </span>
    </li>
  );
}

export interface GuideStepsProps {
  /** The caller's newest analyses, as far as they are known. */
  analyses: number;
  /** Where a result can be looked at. */
  newest: string | undefined;
}

/** Three first steps, each ticked off by itself; gone once they are done or not wanted. */
export function GuideSteps({ analyses, newest }: GuideStepsProps) {
  const { t } = useTranslation("analyse");
  const { done, isDismissed } = useGuide();
  const steps = [analyses > 0, done.includes("result"), done.includes("import")];
  if (isDismissed || analyses >= ENOUGH_ANALYSES || steps.every(Boolean)) return null;
  const next = steps.indexOf(false);
  const step = (index: number) => ({
    number: index + 1,
    isDone: steps[index] ?? false,
    isNext: index === next,
  });
  return (
    <section
      aria-label={t("guide.label")}
      className="mb-6 flex items-start gap-3 border-y border-line py-3"
    >
      <ol className="flex min-w-0 flex-1 flex-wrap gap-x-6 gap-y-2">
        <Step {...step(0)}>{t("guide.first")}</Step>
        <Step {...step(1)}>
          {newest !== undefined && !steps[1] ? (
            <Link
              to="/requests/$requestId"
              params={{ requestId: newest }}
              className="link rounded-chip"
            >
              {t("guide.result")}
            </Link>
          ) : (
            t("guide.result")
          )}
        </Step>
        <Step {...step(2)}>
          <Link to="/import" onClick={() => noteStep("import")} className="link rounded-chip">
            {t("guide.import")}
          </Link>
        </Step>
      </ol>
      <Button
        kind="quiet"
        square
        aria-label={t("guide.dismiss")}
        onClick={dismissGuide}
        className="-my-1.5 -mr-2"
        icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
      />
    </section>
  );
}
