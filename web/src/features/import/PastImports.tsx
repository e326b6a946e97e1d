import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { MoreButton } from "@/components/MoreButton";
import type { ImportRead } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { importsQuery } from "./queries";

function StateChip({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const words = t(`state.${made.status}`, { progress: format.ratio(made.progress) });
  switch (made.status) {
    case "COMPLETED":
      return <Chip kind={made.totals.refused > 0 ? "warn" : "fill"}>{words}</Chip>;
    case "FAILED":
      return <Chip kind="danger">{words}</Chip>;
    default:
      return <Chip kind="outline">{words}</Chip>;
  }
}

function Row({ made }: { made: ImportRead }) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const { totals } = made;
  const parts = (["imported", "updated", "duplicate", "refused"] as const)
    .filter((outcome) => totals[outcome] > 0)
    .map(
      (outcome) => `${format.count(totals[outcome])} ${t(`rowOutcome.${outcome}`).toLowerCase()}`,
    );
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line py-3 hovered:bg-fill">
      <div className="min-w-0">
        <Link
          to="/import"
          search={{ import: made.id }}
          dir="auto"
          className="block truncate rounded-chip text-body font-semibold after:absolute after:inset-0 after:content-['']"
        >
          {made.file_name}
        </Link>
        <p className="text-note text-ink-3">
          <span className="relative">
            <DateTime at={made.created_at} />
          </span>
          {parts.length > 0 && ` · ${parts.join(", ")}`}
        </p>
      </div>
      <StateChip made={made} />
    </li>
  );
}

/** Earlier imports and those under way: each is found again here. */
export function PastImports() {
  const { t } = useTranslation("import");
  const list = useInfiniteQuery(importsQuery);
  const imports = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (list.error !== null && imports.length === 0) {
    return (
      <section className="mt-14">
        <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
      </section>
    );
  }
  if (imports.length === 0) return null;
  return (
    <section aria-labelledby="past-title" className="mt-14">
      <h2 id="past-title" className="border-b border-line-2 pb-3 text-section">
        {t("past.title")}
      </h2>
      <ul>
        {imports.map((made) => (
          <Row key={made.id} made={made} />
        ))}
      </ul>
      <MoreButton list={list} className="mt-4">
        {t("past.more")}
      </MoreButton>
    </section>
  );
}
