import { useTranslation } from "react-i18next";

import type { ImportPreview } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { RowReason } from "./RowReason";

type FoundRows = ImportPreview["found"];
type FigureName = "views" | "likes";

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div className="flex items-baseline gap-3 border-b border-line py-2 text-table">
      <dt className="min-w-0 flex-1 text-ink-2">{name}</dt>
      <dd className="text-right">
        <strong className="font-semibold text-ink">{value}</strong>
        {note !== undefined && <span className="ml-2 text-note text-ink-3">{note}</span>}
      </dd>
    </div>
  );
}

/** What all rows tell together, and what is left out and why: known before anything is stored. */
export function Found({ found, isWhole }: { found: FoundRows; isWhole: boolean }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const day = (at: string) => format.day(new Date(at));
  const { first_published_at: first, last_published_at: last } = found;
  return (
    <section aria-labelledby="found-title" className="mb-10">
      <h2 id="found-title" className="text-section">
        {t("found.title")}
      </h2>
      <p className="mt-1 text-table text-ink-3">{isWhole ? t("found.whole") : t("found.part")}</p>
      <dl className="mt-3 max-w-[480px] border-t border-line-2">
        <Fact name={t("found.posts")} value={format.count(found.posts)} />
        {first !== null && last !== null && (
          <Fact name={t("found.period")} value={`${day(first)} – ${day(last)}`} />
        )}
        {found.figures.map((figure) => (
          <Fact
            key={figure.name}
            name={t(`field.${figure.name as FigureName}`)}
            value={format.count(figure.sum)}
            {...(figure.posts < found.posts
              ? { note: t("found.ofPosts", { count: figure.posts }) }
              : {})}
          />
        ))}
      </dl>
      {found.figures.length === 0 && found.posts > 0 && (
        <p className="mt-3 max-w-[480px] text-table text-ink-2">{t("found.noFigures")}</p>
      )}
      {found.skipped.length > 0 && (
        <>
          <h3 className="mt-5 text-block">{t("found.skipped")}</h3>
          <ul className="mt-1 max-w-[480px]">
            {found.skipped.map((rows) => (
              <li key={rows.reason} className="flex gap-3 py-1 text-table text-ink-2">
                <span className="shrink-0 font-semibold text-ink">
                  {format.count(rows.count)} ×
                </span>
                <span className="min-w-0">
                  <RowReason row={{ ...rows, field: null }} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
