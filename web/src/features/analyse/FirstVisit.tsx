import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Play, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { StripOutline } from "@/components/strip/StripOutline";

import { useObstacleWords } from "./BoxFoot";
import { orderPosts } from "./demoPosts";
import { noteStep } from "./guide";
import { BoxProblems, LinkLines } from "./LinkBox";
import { demoQuery } from "./queries";
import type { LinkBoxState } from "./useLinkBox";

function OtherWay({
  icon,
  title,
  text,
  children,
}: {
  icon: ReactNode;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start">
      <h2 className="flex items-center gap-2 text-body font-semibold">
        {icon}
        {title}
      </h2>
      <p className="mt-1 mb-3 text-table text-ink-2">{text}</p>
      <div className="mt-auto">{children}</div>
    </div>
  );
}

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

/** Before the first analysis: what this page will show, one step, and two other ways. */
export function FirstVisit({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  const describe = useObstacleWords();
  const { data: demo } = useQuery(demoQuery);
  const creator = demo?.creators[0];
  const invented = creator && orderPosts(creator)[0];
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
      <div className="mt-8 grid grid-cols-1 gap-x-10 gap-y-8 border-t border-line pt-6 sm:grid-cols-2">
        <OtherWay
          icon={<Upload {...ICON} />}
          title={t("first.import")}
          text={t("first.importText")}
        >
          <Link
            to="/import"
            onClick={() => noteStep("import")}
            className={buttonClasses("secondary", false)}
          >
            {t("first.importAction")}
          </Link>
        </OtherWay>
        <OtherWay icon={<Play {...ICON} />} title={t("first.demo")} text={t("first.demoText")}>
          <Button
            busy={box.start.isPending}
            disabled={invented === undefined}
            onClick={() => invented && box.begin([invented.url])}
          >
            {t("first.demoAction")}
          </Button>
        </OtherWay>
      </div>
    </section>
  );
}
