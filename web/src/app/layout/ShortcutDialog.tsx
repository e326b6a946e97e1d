import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";
import { submitKeys } from "@/lib/platformKeys";

/** Keys pressed one after the other stand in one list; alternatives in several. */
const SHORTCUTS = [
  { name: "find", keys: [["/"]] },
  { name: "analyse", keys: [["g", "a"]] },
  { name: "library", keys: [["g", "l"]] },
  { name: "creators", keys: [["g", "c"]] },
  { name: "history", keys: [["g", "h"]] },
  { name: "settings", keys: [["g", "s"]] },
  { name: "submit", keys: [[submitKeys()]] },
  { name: "evidence", keys: [["j"], ["k"]] },
  { name: "move", keys: [["j"], ["k"]] },
  { name: "select", keys: [["x"]] },
  { name: "undo", keys: [["z"]] },
  { name: "help", keys: [["?"]] },
  { name: "close", keys: [["Esc"]] },
] as const;

/** All shortcuts of the app on one sheet. */
export function ShortcutDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("shortcuts.title")} isOpen={isOpen} onClose={onClose}>
      <dl className="px-5 pb-5">
        {SHORTCUTS.map(({ name, keys }) => (
          <div
            key={name}
            className="flex items-center justify-between border-t border-line py-2 text-table first:border-t-0"
          >
            <dt>{t(`shortcuts.${name}`)}</dt>
            <dd className="flex items-center gap-1.5 text-note text-ink-3">
              {keys.map((sequence, at) => (
                <Fragment key={sequence.join(" ")}>
                  {at > 0 && t("shortcuts.or")}
                  {sequence.map((key, index) => (
                    <Fragment key={key}>
                      {index > 0 && t("shortcuts.then")}
                      <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-chip border border-line-2 px-1 font-sans text-chip font-medium text-ink-2">
                        {key}
                      </kbd>
                    </Fragment>
                  ))}
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
