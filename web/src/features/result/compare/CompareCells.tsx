import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { DemoChip } from "@/components/DemoChip";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { PostThumbnail } from "@/components/PostThumbnail";
import { useFormatNouns } from "@/components/useFormatNouns";
import { StandingStrip } from "@/features/library/StandingStrip";
import type { Post } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { nameWeekdays, placeInWeek } from "../charts/others";
import { findAge } from "../findEvidence";
import type { CompareRow } from "./compareRows";

export interface CompareCellProps {
  row: CompareRow;
}

/** The post by picture, name and creator; leads to its result. */
export function ComparePost({
  row,
  title,
  post,
  requestId,
}: CompareCellProps & { title: string; post: Post | undefined; requestId: string }) {
  const creator = row.analysis?.evidence.subject.creator_name ?? post?.creator_name;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <PostThumbnail
        media={post?.media ?? []}
        isPrivate={row.post.reason === "private"}
        className="h-10 w-[72px]"
      />
      <div className="min-w-0">
        <Link
          to="/requests/$requestId"
          params={{ requestId }}
          search={{ post: row.post.position + 1 }}
          dir="auto"
          className="line-clamp-2 rounded-chip text-left text-table font-semibold hovered:underline"
        >
          {title}
        </Link>
        <p className="flex items-center gap-1.5 text-note text-ink-3">
          <PlatformGlyph platform={row.post.platform} className="size-3.5" />
          <span dir="auto" className="truncate">
            {creator}
          </span>
          {row.post.is_invented && <DemoChip small />}
        </p>
      </div>
    </div>
  );
}

/** Its multiple among the others', 1× at the same place in each row. */
export function CompareStrip({ row }: CompareCellProps) {
  const { t } = useTranslation("result");
  const verdict = row.analysis?.evidence.verdict;
  if (row.multiple !== null) return <StandingStrip multiple={row.multiple} others={row.others} />;
  if (verdict?.baseline_state !== "no_baseline") return <span className="text-ink-3">–</span>;
  return (
    <span className="text-note text-ink-3">
      {t("compare.held", { held: verdict.sample_size, needed: verdict.needed })}
    </span>
  );
}

/** The count that the multiple is made of, at the age that it was seen at. */
export function CompareValue({ row }: CompareCellProps) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const evidence = row.analysis?.evidence;
  if (evidence === undefined || row.value === null) return <span className="text-ink-3">–</span>;
  const { basis, usual } = evidence.verdict;
  const age = findAge(evidence);
  return (
    <>
      <span
        className="block font-semibold"
        title={age === null ? undefined : t("verdict.at", { age })}
      >
        {format.compact(row.value)}
        {basis !== null && basis !== "views" && (
          <span className="font-normal text-ink-3"> {t(`compare.basis.${basis}`)}</span>
        )}
      </span>
      <span className="block text-note text-ink-3">
        {usual === null
          ? t("evidence.noUsual")
          : t("evidence.usual", { usual: format.compact(usual) })}
      </span>
    </>
  );
}

/** Its rate of engagement beside its usual; what it is divided by is said. */
export function CompareRate({ row }: CompareCellProps) {
  const { t } = useTranslation("result");
  const { language } = row.analysis?.evidence.subject ?? {};
  if (row.rate === undefined) return <span className="text-ink-3">–</span>;
  return (
    <span title={row.rate.basis ?? undefined} lang={language}>
      <span className="block font-semibold">{row.rate.display}</span>
      <span className="block text-note text-ink-3">
        {row.rate.usual_display
          ? t("evidence.usual", { usual: row.rate.usual_display })
          : (row.rate.basis ?? "")}
      </span>
    </span>
  );
}

/** When it went out, and how many of the others did at that time. */
export function CompareTime({ row }: CompareCellProps) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const evidence = row.analysis?.evidence;
  if (evidence === undefined || row.publishedAt === null) {
    return <span className="text-ink-3">–</span>;
  }
  const { timezone } = evidence.subject;
  const { weekday } = placeInWeek(row.publishedAt, timezone);
  const instant = new Date(row.publishedAt);
  const time = new Intl.DateTimeFormat(format.locale, {
    timeZone: timezone,
    hour: "numeric",
    minute: "2-digit",
  }).format(instant);
  const share = evidence.items.find((item) => item.kind === "posting_time")?.share;
  return (
    <span title={format.exact(instant)}>
      <span className="block whitespace-nowrap">
        {nameWeekdays(format.locale, "short")[weekday]} {time}
      </span>
      <span className="block text-note text-ink-3">
        {share ? t("compare.atThatHour", { count: share.count, total: share.total }) : ""}
      </span>
    </span>
  );
}

const MOST_TRAITS = 3;

/** What it does that few of its creator's others do, the rarest first. */
export function CompareTraits({ row }: CompareCellProps) {
  const { t } = useTranslation("result");
  const nouns = useFormatNouns();
  const evidence = row.analysis?.evidence;
  const rows = evidence?.contrasts?.rows ?? [];
  /** A trait that it has or lacks; a quantity or a time with its value. */
  function nameTrait({ direction, label, display }: (typeof rows)[number]): string {
    if (direction === "lacks") return t("compare.without", { trait: label });
    return direction === "has" ? label : `${label} ${display}`;
  }
  if (evidence === undefined) return null;
  if (rows.length === 0) {
    return (
      <span className="text-note text-ink-3">
        {evidence.verdict.baseline_state === "ready"
          ? t("compare.noTraits")
          : t("compare.noTraitsHeld", { plural: nouns(evidence.subject.format).many })}
      </span>
    );
  }
  return (
    <ul lang={evidence.subject.language} className="flex flex-col gap-0.5 text-note text-ink-2">
      {rows.slice(0, MOST_TRAITS).map((contrast) => (
        <li key={`${contrast.kind}-${contrast.direction}`} title={contrast.statement}>
          {nameTrait(contrast)}{" "}
          <span className="whitespace-nowrap text-ink-3">
            {t("evidence.share", {
              count: contrast.having ?? contrast.count,
              total: contrast.total,
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
