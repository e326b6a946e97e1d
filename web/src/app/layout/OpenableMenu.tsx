import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, Keyboard, LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { signOut } from "@/app/session";
import { chooseTheme, type Theme, THEMES, useTheme } from "@/app/theme";

import { useShortcutHelp } from "./shortcutHelp";

const ITEM =
  "flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 text-table outline-none " +
  "data-highlighted:bg-fill pointer-coarse:h-10";

/** The open account menu and the button that it hangs on; loaded when first wanted. */
export function OpenableMenu({ trigger }: { trigger: ReactElement }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const help = useShortcutHelp();
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger asChild>{trigger}</Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="unfolds z-30 w-56 rounded-picture border border-line bg-raised p-1 shadow-e1"
        >
          <Menu.Label className="px-2 pt-1.5 pb-1 text-note text-ink-3">
            {t("account.theme")}
          </Menu.Label>
          <Menu.RadioGroup value={theme} onValueChange={(value) => chooseTheme(value as Theme)}>
            {THEMES.map((each) => (
              <Menu.RadioItem key={each} value={each} className={ITEM}>
                <span className="size-4">
                  <Menu.ItemIndicator>
                    <Check aria-hidden className="size-4" strokeWidth={1.75} />
                  </Menu.ItemIndicator>
                </span>
                {t(`theme.${each}`)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Item className={ITEM} onSelect={() => help.open()}>
            <Keyboard aria-hidden className="size-4" strokeWidth={1.75} />
            {t("account.shortcuts")}
          </Menu.Item>
          <Menu.Item className={ITEM} onSelect={() => void signOut()}>
            <LogOut aria-hidden className="size-4" strokeWidth={1.75} />
            {t("account.signOut")}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
