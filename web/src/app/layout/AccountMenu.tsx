import { useQuery } from "@tanstack/react-query";
import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, Keyboard, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";

import { signOut } from "@/app/session";
import { chooseTheme, type Theme, THEMES, useTheme } from "@/app/theme";
import { meQuery } from "@/features/accounts/queries";

import { useShortcutHelp } from "./shortcutHelp";

const ITEM =
  "flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 text-table outline-none " +
  "data-highlighted:bg-fill pointer-coarse:h-10";

/** "Mara Lindt" → "ML"; an address gives its first two letters. */
export function readInitials(name: string): string {
  const words = name.trim().split(/\s+/);
  const [first, last] = [words[0] ?? "", words.length > 1 ? (words.at(-1) ?? "") : ""];
  const letters = last === "" ? [...first].slice(0, 2) : [[...first][0], [...last][0]];
  return letters.join("").toUpperCase();
}

/** Who is signed in; opens theme, shortcuts and sign-out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const { t } = useTranslation();
  const { data: user } = useQuery(meQuery);
  const theme = useTheme();
  const help = useShortcutHelp();
  const name = user === undefined ? "" : user.full_name || user.email;
  const below = user?.full_name ? (user.company_name ?? user.email) : null;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("account.menu", { name })}
        className="flex h-12 w-full items-center gap-2.5 rounded-control px-2 text-left hovered:bg-fill"
      >
        <span
          aria-hidden
          className="flex size-7 shrink-0 items-center justify-center rounded-full bg-fill-2 text-chip font-semibold text-ink-2"
        >
          {readInitials(name)}
        </span>
        {!compact && (
          <span className="min-w-0">
            <span className="block truncate text-table font-medium">{name}</span>
            {below !== null && <span className="block truncate text-note text-ink-3">{below}</span>}
          </span>
        )}
      </Menu.Trigger>
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
