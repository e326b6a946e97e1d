import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import { SendAgain } from "@/features/accounts/SendAgain";
import type { User } from "@/lib/api/types";

const ICON = { "aria-hidden": true, className: "size-3.5", strokeWidth: 1.75 } as const;

/** The account's address, and whether it is known to be theirs. */
export function EmailRow({ user }: { user: User }) {
  const { t } = useTranslation("settings");
  if (user.email === null) return <p className="text-body text-ink-2">{t("email.none")}</p>;
  return (
    <>
      <p className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 text-body font-medium wrap-anywhere">{user.email}</span>
        {user.email_verified ? (
          <Chip kind="rise" icon={<CircleCheck {...ICON} />}>
            {t("email.verified")}
          </Chip>
        ) : (
          <Chip kind="warn" icon={<CircleAlert {...ICON} />}>
            {t("email.notVerified")}
          </Chip>
        )}
      </p>
      {!user.email_verified && (
        <>
          <p className="mt-3 mb-3 max-w-[68ch] text-table text-ink-2">{t("email.toVerify")}</p>
          <div className="flex flex-wrap items-center gap-3">
            <SendAgain />
          </div>
        </>
      )}
    </>
  );
}
