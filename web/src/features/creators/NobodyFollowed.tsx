import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { DemoChip } from "@/components/DemoChip";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { StripOutline } from "@/components/strip/StripOutline";
import { demoQuery } from "@/features/analyse/queries";

import { useFollowOnce } from "./FollowBox";
import { PLATFORMS } from "./search";
import { useCreatorProblem } from "./useCreatorProblem";

/** Nobody is followed yet: what this page will show, how to begin, and an invented creator. */
export function NobodyFollowed({
  children,
  limit,
}: {
  /** The box that one begins with. */
  children: ReactNode;
  limit: number | null | undefined;
}) {
  const { t } = useTranslation("creators");
  const { data: demo } = useQuery(demoQuery);
  const follow = useFollowOnce();
  const explain = useCreatorProblem();
  const invented = demo?.creators.find(({ platform }) =>
    PLATFORMS.some((each) => each === platform),
  );
  const platform = PLATFORMS.find((each) => each === invented?.platform);
  return (
    <section aria-labelledby="first-title" className="mx-auto w-full max-w-[600px] pt-2">
      <StripOutline
        usual={t("empty.usual")}
        post={t("empty.post")}
        low={t("empty.low")}
        high={t("empty.high")}
      />
      <h1 id="first-title" className="mt-6 text-title">
        {t("empty.title")}
      </h1>
      <p className="mt-1.5 mb-6 max-w-[76ch] text-lead text-ink-2">{t("empty.lead")}</p>
      {children}
      <div className="mt-8 border-t border-line pt-6">
        <h2 className="flex items-center gap-2 text-body font-semibold">
          <Play aria-hidden className="size-4" strokeWidth={1.75} />
          {t("empty.demoTitle")}
        </h2>
        <p className="mt-1 text-table text-ink-2">{t("empty.demoLead")}</p>
        <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-3">
          <Button
            busy={follow.isPending}
            disabled={invented === undefined || platform === undefined}
            onClick={() => {
              if (invented === undefined || platform === undefined) return;
              follow.begin({ creator: `@${invented.creator_key}`, platform });
            }}
          >
            {t("empty.demo", { name: invented?.creator_name ?? "…" })}
          </Button>
          {invented !== undefined && (
            <span className="flex items-center gap-1.5 text-note text-ink-3">
              <PlatformGlyph platform={invented.platform} className="size-3.5" />
              {t("empty.demoPosts", { count: invented.posts.length })}
              <DemoChip small />
            </span>
          )}
        </p>
        {follow.error !== null && (
          <p role="alert" className="mt-3 text-table text-danger">
            {explain(follow.error, limit).message}
          </p>
        )}
      </div>
    </section>
  );
}
