import { FileArchive, Lock, Upload } from "lucide-react";
import { useTranslation } from "react-i18next";

import { PlatformGlyph } from "@/components/PlatformGlyph";
import { useFormat } from "@/lib/format/useFormat";

import { MOST_GIGABYTES } from "./source";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;
const EXPORTS = [
  "instagram",
  "youtube",
  "tiktok",
  "x",
  "linkedin",
  "facebook",
  "pinterest",
] as const;

/** What can be brought, and how each platform gives it. */
export function Takes() {
  const { t } = useTranslation("import");
  const format = useFormat();
  const limit = format.count(MOST_GIGABYTES);
  return (
    <>
      <section aria-labelledby="takes-archive" className="mt-10">
        <h2 id="takes-archive" className="flex items-center gap-2 text-section">
          <FileArchive {...ICON} />
          {t("takes.archiveTitle")}
        </h2>
        <p className="mt-1 flex max-w-[68ch] gap-2 text-table text-ink-2">
          <Lock aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {t("takes.privacy")}
        </p>
        <ul className="mt-4 grid gap-x-10 border-t border-line-2 md:grid-cols-2">
          {EXPORTS.map((platform) => (
            <li key={platform} className="border-b border-line py-3">
              <h3 className="flex items-center gap-2 text-block">
                <PlatformGlyph platform={platform} className="size-4" />
                {t(`takes.export.${platform}.name`)}
              </h3>
              <p className="mt-1 text-table text-ink-2">{t(`takes.export.${platform}.how`)}</p>
              <p className="mt-1 text-note text-ink-3">{t(`takes.export.${platform}.tells`)}</p>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="takes-table" className="mt-10">
        <h2 id="takes-table" className="flex items-center gap-2 text-section">
          <Upload {...ICON} />
          {t("takes.tableTitle")}
        </h2>
        <p className="mt-1 max-w-[68ch] text-table text-ink-2">{t("takes.table")}</p>
        <p className="mt-2 text-table text-ink-3">{t("takes.limit", { limit })}</p>
      </section>
    </>
  );
}
