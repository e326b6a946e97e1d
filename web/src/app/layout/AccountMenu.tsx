import { useQuery } from "@tanstack/react-query";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { Avatar } from "@/components/Avatar";
import { meQuery } from "@/features/accounts/queries";
import { fetchAhead } from "@/lib/fetchAhead";

const loadMenu = () => import("./OpenableMenu");

/** The menu's machinery is fetched when someone reaches for it, not with the page. */
const OpenableMenu = lazy(() => loadMenu().then((file) => ({ default: file.OpenableMenu })));

function AccountButton({ compact, ...rest }: ComponentProps<"button"> & { compact: boolean }) {
  const { t } = useTranslation();
  const { data: user } = useQuery(meQuery);
  const name = user === undefined ? "" : user.full_name || (user.email ?? "");
  const below = user?.full_name ? (user.company_name ?? user.email) : null;
  return (
    <button
      type="button"
      aria-haspopup="menu"
      {...rest}
      className="flex h-12 w-full items-center gap-2.5 rounded-control px-2 text-left hovered:bg-fill"
    >
      <Avatar name={name} />
      <span className="sr-only">{compact ? t("account.menu", { name }) : t("account.label")} </span>
      {!compact && (
        <span className="min-w-0">
          <span className="block truncate text-table font-medium">{name}</span>
          {below !== null && <span className="block truncate text-note text-ink-3">{below}</span>}
        </span>
      )}
    </button>
  );
}

/** Who is signed in; opens theme, shortcuts and sign-out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <AccountButton
      compact={compact}
      onPointerEnter={() => fetchAhead(loadMenu)}
      onFocus={() => fetchAhead(loadMenu)}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenableMenu trigger={<AccountButton compact={compact} />} />
    </Suspense>
  );
}
