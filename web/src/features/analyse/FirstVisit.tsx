import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { StripOutline } from "@/components/strip/StripOutline";

import { useObstacleWords } from "./BoxFoot";
import { BoxProblems, LinkLines } from "./LinkBox";
import type { LinkBoxState } from "./useLinkBox";

/** Before the first analysis: what this page will show, and one step. */
export function FirstVisit({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  const describe = useObstacleWords();
  return (
    <section aria-labelledby="first-title" className="mx-auto w-full max-w-[600px] pt-2">
      <StripOutline
        usual={t("first.usual")}
        post={t("first.post")}
        low={t("first.low")}
        high={t("first.high")}
      />
      <h1 id="first-title" className="mt-6 text-title">
        {t("first.title")}
      </h1>
      <p className="mt-1.5 max-w-[76ch] text-lead text-ink-2">{t("first.lead")}</p>
      <div className="mt-6 flex flex-col gap-2 sm:flex-row sm:items-start">
        <div className="min-w-0 flex-1 rounded-control border border-ctl has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-2 has-[input:focus-visible]:outline-mark-line">
          <LinkLines box={box} bare />
        </div>
        <Button
          kind="primary"
          large
          busy={box.isBusy}
          disabled={(box.goodCount === 0 && !box.isReading) || box.obstacle !== null}
          onClick={box.submit}
        >
          {t("foot.submit_zero")}
        </Button>
      </div>
      {box.obstacle !== null && (
        <p className="mt-2 text-table text-warn">{describe(box.obstacle)}</p>
      )}
      <BoxProblems box={box} />
    </section>
  );
}
