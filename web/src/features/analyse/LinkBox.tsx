import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph } from "@/components/PlatformGlyph";

import { BoxFoot } from "./BoxFoot";
import { LinkRow } from "./LinkRow";
import { platformsQuery } from "./queries";
import type { LinkBoxState } from "./useLinkBox";

/** Tells at rest how many lines are good and how many are not. */
function BoxAnnouncer({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  const isReading = box.readings.some((reading) => reading.state === "reading");
  const bad = box.readings.filter((reading) => reading.state === "bad").length;
  const words = [
    box.goodCount > 0 && t("box.announceGood", { count: box.goodCount }),
    bad > 0 && t("box.announceBad", { count: bad }),
  ];
  return (
    <p role="status" className="sr-only">
      {!isReading && words.filter(Boolean).join(" ")}
    </p>
  );
}

/** The lines of the box; `bare` is a single one without a number. */
export function LinkLines({ box, bare = false }: { box: LinkBoxState; bare?: boolean }) {
  const { t } = useTranslation("analyse");
  return (
    <ul aria-label={t("box.label")}>
      {box.lines.slice(0, bare ? 1 : undefined).map((line, index) => (
        <LinkRow
          key={line.id}
          ref={(input) => box.holdInput(line.id, input)}
          line={line}
          number={index + 1}
          reading={box.readings[index] ?? { state: "empty" }}
          placeholder={index === 0 || index + 1 === box.lines.length ? t("box.placeholder") : ""}
          bare={bare}
          onEdit={(text) => box.editLine(line.id, text)}
          onRemove={() => box.removeLine(index)}
          onKeyDown={(event) => box.onKeyDown(index, event)}
        />
      ))}
    </ul>
  );
}

/** What went wrong with the reading or the start, under the box. */
export function BoxProblems({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  return (
    <>
      {box.checkError !== null && (
        <p role="status" className="mt-2 text-table text-warn">
          {t("box.checkFailed")}
        </p>
      )}
      {box.start.error !== null && (
        <>
          <ErrorState inSection error={box.start.error} />
          <p className="text-table text-ink-2">{t("foot.failed")}</p>
        </>
      )}
    </>
  );
}

/** The box for links: one line per link, each read as it is pasted. */
export function LinkBox({ box }: { box: LinkBoxState }) {
  const { t } = useTranslation("analyse");
  const { data: platforms } = useQuery(platformsQuery);
  const readByLink = platforms?.items.filter((platform) => platform.links) ?? [];
  return (
    <>
      <div className="overflow-hidden rounded-note border border-ctl">
        <LinkLines box={box} />
        <BoxFoot box={box} />
      </div>
      <BoxProblems box={box} />
      <BoxAnnouncer box={box} />
      <p className="mt-2.5 flex min-h-4 flex-wrap items-center gap-x-3.5 gap-y-1 text-note text-ink-3">
        {readByLink.length > 0 && t("box.recognised")}
        {readByLink.map((platform) => (
          <span key={platform.name} className="inline-flex items-center gap-1.5">
            <PlatformGlyph platform={platform.name} silent className="size-3.5" />
            {platform.label}
          </span>
        ))}
        <Link to="/import" className="link ml-auto rounded-chip text-ink-2">
          {t("box.import")}
        </Link>
      </p>
    </>
  );
}
