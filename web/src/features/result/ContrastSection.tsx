import { Check } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { FormatNouns } from "@/components/useFormatNouns";
import type { EvidenceSet } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { CitationChips } from "./CitationChips";
import { useCitations } from "./citations";

type Contrasts = NonNullable<EvidenceSet["contrasts"]>;
type Contrast = Contrasts["rows"][number];

/** What the post itself does: yes, no, or the value in question. */
function Here({ contrast }: { contrast: Contrast }) {
  const { t } = useTranslation("result");
  if (contrast.direction === "lacks") return <span className="text-ink-3">{t("contrast.no")}</span>;
  if (contrast.direction !== "has") return contrast.display;
  return (
    <span className="inline-flex items-center gap-1.5">
      <Check aria-hidden className="size-3.5" strokeWidth={1.75} />
      {t("contrast.yes")}
    </span>
  );
}

/** How many of the others have the trait, or are alike where it is a quantity. */
function countOthers({ having, count }: Contrast): number {
  return having ?? count;
}

function ShareTrack({ share }: { share: number }) {
  return (
    <span aria-hidden className="block h-1 w-full overflow-hidden rounded-full bg-fill-2">
      <span className="block h-full rounded-full bg-pencil" style={{ width: `${share * 100}%` }} />
    </span>
  );
}

const CELL = "border-b border-line py-2";
const HEAD = "h-9 border-b border-line-2 text-note font-normal text-ink-3";

/** The traits by which the post stands apart, and how many chance alone would give. */
export function ContrastSection({
  contrasts,
  nouns,
}: {
  contrasts: Contrasts;
  nouns: FormatNouns;
}) {
  const { t } = useTranslation("result");
  const format = useFormat();
  const { language } = useCitations();
  const titleId = useId();
  const { rows, considered, expected_by_chance: expected } = contrasts;
  return (
    <section aria-labelledby={titleId} className="min-w-0">
      <h2 id={titleId} className="mb-1 text-section">
        {t("contrast.title", { noun: nouns.this })}
      </h2>
      {rows.length === 0 ? (
        <p className="mt-2 max-w-[76ch] text-body text-ink-2">{t("contrast.none")}</p>
      ) : (
        <table className="w-full border-separate border-spacing-0 text-table">
          <thead>
            <tr>
              <th scope="col" className={`${HEAD} text-left`}>
                {t("contrast.trait")}
              </th>
              <th scope="col" className={`${HEAD} pl-3 text-left`}>
                {t("contrast.here")}
              </th>
              <th scope="col" className={`${HEAD} hidden w-[26%] pl-3 text-left sm:table-cell`}>
                {t("contrast.others")}
              </th>
              <th scope="col" className={`${HEAD} pl-3 text-right whitespace-nowrap`}>
                {t("contrast.share")}
              </th>
              <th scope="col" className={`${HEAD} pl-3 text-right whitespace-nowrap`}>
                {t("contrast.seenIn")}
              </th>
            </tr>
          </thead>
          <tbody lang={language}>
            {rows.map((contrast) => (
              <tr key={`${contrast.kind}-${contrast.direction}`} title={contrast.statement}>
                <th scope="row" className={`${CELL} text-left font-semibold`}>
                  {contrast.label}
                </th>
                <td className={`${CELL} pl-3`}>
                  <Here contrast={contrast} />
                </td>
                <td className={`${CELL} hidden pl-3 sm:table-cell`}>
                  <ShareTrack share={countOthers(contrast) / contrast.total} />
                </td>
                <td className={`${CELL} pl-3 text-right whitespace-nowrap`}>
                  {t("evidence.share", { count: countOthers(contrast), total: contrast.total })}
                </td>
                <td className={`${CELL} pl-3 text-right`}>
                  <CitationChips ids={contrast.evidence_ids} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-3 max-w-[76ch] text-note text-ink-3">
        {t("contrast.chance", {
          count: considered,
          expected: format.compact(expected),
        })}
      </p>
    </section>
  );
}
