import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { DateTime } from "@/components/DateTime";
import type { ApiKey } from "@/lib/api/types";

/** How a key is told apart without being shown: its beginning and its end. */
export function shortenKey(key: Pick<ApiKey, "prefix" | "last_four">): string {
  return `${key.prefix}…${key.last_four}`;
}

function Ending({ made }: { made: ApiKey }) {
  const { t } = useTranslation("apiKeys");
  if (made.expires_at === null) return t("row.neverEnds");
  return (
    <>
      {t(made.is_expired ? "row.ended" : "row.ends")} <DateTime at={made.expires_at} form="day" />
    </>
  );
}

/** One key: what it is for, what it may do, when it was used, when it ends. */
export function KeyRow({ made, onRevoke }: { made: ApiKey; onRevoke: () => void }) {
  const { t } = useTranslation("apiKeys");
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-2 border-b border-line py-3.5 xl:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_auto]">
      <div className="min-w-0">
        <p className="flex min-w-0 items-center gap-2">
          <span dir="auto" className="truncate text-body font-semibold">
            {made.name}
          </span>
          {made.is_expired && (
            <Chip kind="warn" small>
              {t("row.expired")}
            </Chip>
          )}
        </p>
        <p className="text-table text-ink-2">{shortenKey(made)}</p>
        <p className="mt-1 text-note text-ink-3">
          {made.last_used_at === null ? (
            t("row.neverUsed")
          ) : (
            <>
              {t("row.used")} <DateTime at={made.last_used_at} />
            </>
          )}
          {" · "}
          <Ending made={made} />
        </p>
      </div>
      <ul
        aria-label={t("row.scopes")}
        className="flex flex-wrap content-start gap-1 max-xl:col-start-1 max-xl:row-start-2"
      >
        {made.scopes.map((scope) => (
          <li key={scope} className="flex">
            <Chip kind="fill" small>
              {scope}
            </Chip>
          </li>
        ))}
      </ul>
      <Button
        className="max-xl:col-start-2 max-xl:row-start-1"
        aria-label={t("row.revokeNamed", { name: made.name })}
        onClick={onRevoke}
      >
        {t("row.revoke")}
      </Button>
    </li>
  );
}
