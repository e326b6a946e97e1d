import { Link } from "@tanstack/react-router";
import { CircleAlert, LoaderCircle, Pause, Play, RefreshCw, UserMinus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import { DemoChip } from "@/components/DemoChip";
import { PlatformGlyph, usePlatformName } from "@/components/PlatformGlyph";
import { ServerWords } from "@/components/ServerWords";
import { SourcesLink } from "@/components/SourcesLink";
import { useReasonWords } from "@/components/useReasonWords";
import { useSourceNames } from "@/components/useSourceWords";
import type { FollowedCreator, WantedCreator } from "@/lib/api/types";
import { joinClasses } from "@/lib/classes";
import { useFormat } from "@/lib/format/useFormat";

import { nameCreator } from "./nameCreator";
import { useLook, usePause } from "./queries";
import { useCreatorProblem } from "./useCreatorProblem";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

/**
 * Wide: one line. Narrow: name, figures, looks and actions under one another. The head and
 * the rows while loading are laid out by the same classes.
 */
export const FOLLOWED_GRID =
  "grid grid-cols-1 items-center gap-x-4 gap-y-2 " +
  "@[880px]:grid-cols-[minmax(0,1fr)_56px_64px_72px_212px_244px] @[880px]:gap-y-1";

/** On a line of its own where the row is wide, in a line of figures where it is not. */
const FIGURE = "text-table text-ink-2 @[880px]:text-right";
const UNIT = "@[880px]:sr-only";

function Name({ creator }: { creator: FollowedCreator }) {
  const { t } = useTranslation("creators");
  const namePlatform = usePlatformName();
  const name = nameCreator(creator);
  // Narrow, the marks go under a long name, which is told whole on two lines.
  const look =
    "min-w-0 max-w-full rounded-chip text-body font-semibold line-clamp-2 wrap-anywhere @[880px]:block @[880px]:truncate";
  return (
    <div role="rowheader" className="min-w-0">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 @[880px]:flex-nowrap">
        {creator.creator_key === null ? (
          <span dir="auto" className={look}>
            {name}
          </span>
        ) : (
          <Link
            to="/library"
            search={{ creator: `${creator.platform}:${creator.creator_key}` }}
            title={t("row.inLibrary")}
            dir="auto"
            className={joinClasses(look, "hovered:underline")}
          >
            {name}
          </Link>
        )}
        {creator.is_invented && <DemoChip small />}
        {creator.is_paused && (
          <Chip kind="outline" small>
            {t("row.paused")}
          </Chip>
        )}
      </span>
      <span className="mt-0.5 flex min-w-0 items-center gap-1.5 text-note text-ink-3">
        <PlatformGlyph platform={creator.platform} silent className="size-3.5" />
        <span className="sr-only">{namePlatform(creator.platform)}, </span>
        {creator.is_invented ? (
          <span className="truncate">@{creator.handle}</span>
        ) : (
          <a
            href={creator.url}
            target="_blank"
            rel="noreferrer"
            className="truncate rounded-chip hovered:text-ink hovered:underline"
          >
            {creator.handle === null || creator.creator_name === null
              ? t("row.profile")
              : `@${creator.handle}`}
          </a>
        )}
      </span>
    </div>
  );
}

/** When it was looked at and when it is next, or that it is being looked at now. */
function Looks({ creator }: { creator: FollowedCreator }) {
  const { t } = useTranslation("creators");
  const nameSource = useSourceNames();
  if (creator.state === "looking" || creator.state === "waiting") {
    return (
      <span className="flex items-center gap-2 text-table">
        <LoaderCircle aria-hidden className="spins size-4 shrink-0" strokeWidth={1.75} />
        {t(`row.${creator.state}`)}
      </span>
    );
  }
  return (
    <>
      <span className="block text-table text-ink-2">
        {creator.looked_at === null ? (
          t("row.neverLooked")
        ) : (
          <>
            <span className={UNIT}>{t("row.lookedAt")} </span>
            <DateTime at={creator.looked_at} />
          </>
        )}
      </span>
      <span className="block text-note text-ink-3">
        {creator.source !== null && nameSource(creator.source)}
        {creator.source !== null && creator.next_look_at !== null && " · "}
        {creator.next_look_at !== null && (
          <>
            {t("row.next")} <DateTime at={creator.next_look_at} form="day" />
          </>
        )}
        {creator.is_paused && creator.source === null && t("row.noLooks")}
      </span>
    </>
  );
}

/** Why the last look brought nothing, and what could help. */
function Failure({ creator }: { creator: FollowedCreator }) {
  const { t } = useTranslation("creators");
  const words = useReasonWords();
  const { failure } = creator;
  if (failure === null || creator.is_paused || creator.state === "looking") return null;
  return (
    <div role="cell" className="flex gap-2 pb-1 text-table text-ink-2 @[880px]:col-span-full">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" strokeWidth={1.75} />
      <div className="min-w-0 max-w-[90ch] wrap-anywhere">
        <p>
          <strong className="font-semibold text-danger">{words.ofLook(failure.reason)}.</strong>
          {failure.in_a_row > 1 && ` ${t("row.failedInARow", { count: failure.in_a_row })}`}
          {failure.reason === "source_unavailable" && (
            <>
              {" "}
              <SourcesLink />.
            </>
          )}
        </p>
        <p className="text-note text-ink-3">
          <ServerWords>{failure.message}</ServerWords>
        </p>
      </div>
    </div>
  );
}

function Actions({ creator, name, onAnalyse, onUnfollow }: FollowedRowProps & { name: string }) {
  const { t } = useTranslation("creators");
  const explain = useCreatorProblem();
  const look = useLook(creator.id);
  const pause = usePause(creator.id);
  const isLooking = creator.state === "looking" || creator.state === "waiting";
  const failure = look.error ?? pause.error;
  return (
    <>
      <div role="cell" className="flex items-center gap-1 @[880px]:justify-end">
        <Button
          onClick={() => onAnalyse({ creator: creator.url })}
          aria-label={t("latest.openNamed", { name })}
        >
          {t("latest.open")}
        </Button>
        <Button
          kind="quiet"
          square
          busy={look.isPending || isLooking}
          disabled={creator.is_paused}
          title={t("row.look")}
          aria-label={t("row.lookNamed", { name })}
          onClick={() => look.mutate()}
          icon={<RefreshCw {...ICON} />}
        />
        <Button
          kind="quiet"
          square
          busy={pause.isPending}
          title={t(creator.is_paused ? "row.resume" : "row.pause")}
          aria-label={t(creator.is_paused ? "row.resumeNamed" : "row.pauseNamed", { name })}
          onClick={() => pause.mutate(!creator.is_paused)}
          icon={creator.is_paused ? <Play {...ICON} /> : <Pause {...ICON} />}
        />
        <Button
          kind="quiet"
          square
          title={t("row.unfollow")}
          aria-label={t("row.unfollowNamed", { name })}
          onClick={() => onUnfollow(creator)}
          icon={<UserMinus {...ICON} />}
        />
      </div>
      {failure !== null && (
        <div role="cell" className="pb-1 text-table text-warn @[880px]:col-span-full">
          <p role="alert" className="@[880px]:text-right">
            {explain(failure).message}
          </p>
        </div>
      )}
    </>
  );
}

export interface FollowedRowProps {
  creator: FollowedCreator;
  onAnalyse: (wanted: WantedCreator) => void;
  onUnfollow: (creator: FollowedCreator) => void;
}

/** A followed creator: what is held of it, when it is looked at, what can be done. */
export function FollowedRow(props: FollowedRowProps) {
  const { creator } = props;
  const { t } = useTranslation("creators");
  const format = useFormat();
  return (
    <div
      role="row"
      className={joinClasses(
        FOLLOWED_GRID,
        "border-b border-line py-3 @[880px]:min-h-[60px] @[880px]:py-2",
      )}
    >
      <Name creator={creator} />
      <div role="presentation" className="flex flex-wrap gap-x-4 @[880px]:contents">
        <div role="cell" className={FIGURE}>
          {format.count(creator.posts)}
          <span className={UNIT}> {t("row.posts", { count: creator.posts })}</span>
        </div>
        <div role="cell" className={FIGURE}>
          {format.count(creator.outliers)}
          <span className={UNIT}> {t("row.outliers", { count: creator.outliers })}</span>
        </div>
        <div role="cell" className={FIGURE}>
          <span className={UNIT}>{t("row.newest")} </span>
          {creator.newest_post_at === null ? (
            "–"
          ) : (
            <DateTime at={creator.newest_post_at} form="day" />
          )}
        </div>
      </div>
      <div role="cell" className="min-w-0">
        <Looks creator={creator} />
      </div>
      <Actions {...props} name={nameCreator(creator)} />
      <Failure creator={creator} />
    </div>
  );
}
