import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import type { User } from "@/lib/api/types";

const ICON = { "aria-hidden": true, className: "size-3.5", strokeWidth: 1.75 } as const;

/** The account's address, and whether it is known to be theirs. */
export function EmailRow({ user }: { user: User }) {
  const { t } = useTranslation("settings");
  return (
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
  );
}
