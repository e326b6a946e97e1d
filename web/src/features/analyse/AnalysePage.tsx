import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";
import { useShortcutHelp } from "@/app/layout/shortcutHelp";
import { Button } from "@/components/Button";
import { limitsQuery } from "@/features/accounts/queries";
import { requestsQuery } from "@/features/requests/queries";
import { RequestProgress } from "@/features/requests/RequestProgress";
import { isUnderWay } from "@/features/requests/useLiveRequest";

import { DemoPicker } from "./DemoPicker";
import { FirstVisit } from "./FirstVisit";
import { GuideSteps } from "./GuideSteps";
import { LinkBox } from "./LinkBox";
import { useLinkBox } from "./useLinkBox";

function BarFigures() {
  const { t } = useTranslation(["analyse", "common"]);
  const help = useShortcutHelp();
  const { data: limits } = useQuery(limitsQuery);
  return (
    <>
      {limits !== undefined && (
        <span className="hidden text-note text-ink-3 sm:inline">
          {t("common:usage.left", {
            left: limits.limits.max_analyses_per_day.left,
            count: limits.limits.max_analyses_per_day.limit,
          })}
        </span>
      )}
      <span className="-mr-3 hidden md:inline">
        <Button
          kind="quiet"
          aria-label={t("analyse:bar.help")}
          aria-keyshortcuts="?"
          onClick={help.open}
          shortcut="?"
          icon={<CircleHelp aria-hidden className="size-4" strokeWidth={1.75} />}
        />
      </span>
    </>
  );
}

/** Links in, work under way, and invented creators for those without a link. */
export function AnalysePage() {
  const { t } = useTranslation(["analyse", "common"]);
  const { request: asked } = useSearch({ from: "/shell/analyse" });
  const box = useLinkBox();
  const { data: requests } = useInfiniteQuery(requestsQuery);
  const newest = requests?.pages[0]?.items[0];
  const running = newest !== undefined && isUnderWay(newest) ? newest.id : undefined;
  const shown = asked ?? running;
  const isFirst =
    requests !== undefined && newest === undefined && shown === undefined && box.lines.length <= 2;

  return (
    <Page area={{ name: t("common:nav.analyse"), to: "/analyse" }} narrow actions={<BarFigures />}>
      {isFirst ? (
        <FirstVisit box={box} />
      ) : (
        <>
          <h1 className="text-title">{t("analyse:title")}</h1>
          <p className="mt-1 mb-5 text-lead text-ink-2">{t("analyse:lead")}</p>
          <GuideSteps
            analyses={requests?.pages[0]?.items.length ?? 0}
            newest={newest === undefined || isUnderWay(newest) ? undefined : newest.id}
          />
          <LinkBox box={box} />
          {shown !== undefined && (
            <div className="mt-10 md:mt-14">
              <RequestProgress key={shown} requestId={shown} takesFocus={shown === box.started} />
            </div>
          )}
        </>
      )}
      <div
        className={
          isFirst ? "mx-auto mt-10 max-w-[960px] border-t border-line pt-8" : "mt-10 md:mt-14"
        }
      >
        <DemoPicker isBusy={box.start.isPending} onTry={(url) => box.begin([url])} />
      </div>
    </Page>
  );
}
