import * as Menu from "@radix-ui/react-dropdown-menu";
import { useNavigate } from "@tanstack/react-router";
import { Check, Keyboard, LogOut, Settings } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { signOut } from "@/app/session";
import { chooseTheme, type Theme, THEMES, useTheme } from "@/app/theme";
import { useChooseLanguage } from "@/features/accounts/queries";
import { currentLanguage } from "@/lib/i18n";
import { type Language, LANGUAGE_NAMES, LANGUAGES } from "@/lib/i18n/language";

import { useShortcutHelp } from "./shortcutHelp";

const ITEM =
  "flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 text-table outline-none " +
  "data-highlighted:bg-fill pointer-coarse:h-10";

interface ChoiceProps {
  title: string;
  value: string;
  options: readonly { value: string; name: ReactNode }[];
  onChoose: (value: string) => void;
}

/** One of a few, the present one ticked. */
function Choice({ title, value, options, onChoose }: ChoiceProps) {
  return (
    <Menu.RadioGroup value={value} onValueChange={onChoose} aria-label={title}>
      <Menu.Label className="px-2 pt-1.5 pb-1 text-note text-ink-3">{title}</Menu.Label>
      {options.map((option) => (
        <Menu.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="size-4">
            <Menu.ItemIndicator>
              <Check aria-hidden className="size-4" strokeWidth={1.75} />
            </Menu.ItemIndicator>
          </span>
          {option.name}
        </Menu.RadioItem>
      ))}
    </Menu.RadioGroup>
  );
}

/** The open account menu and the button that it hangs on; loaded when first wanted. */
export function OpenableMenu({ trigger }: { trigger: ReactElement }) {
  const { t } = useTranslation();
  const theme = useTheme();
  const language = useChooseLanguage();
  const help = useShortcutHelp();
  const navigate = useNavigate();
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
          <Choice
            title={t("account.theme")}
            value={theme}
            options={THEMES.map((each) => ({ value: each, name: t(`theme.${each}`) }))}
            onChoose={(value) => chooseTheme(value as Theme)}
          />
          <Menu.Separator className="my-1 h-px bg-line" />
          <Choice
            title={t("account.language")}
            value={currentLanguage()}
            options={LANGUAGES.map((each) => ({
              value: each,
              name: <span lang={each}>{LANGUAGE_NAMES[each]}</span>,
            }))}
            onChoose={(value) => language.mutate(value as Language)}
          />
          <Menu.Separator className="my-1 h-px bg-line" />
          <Menu.Item className={ITEM} onSelect={() => void navigate({ to: "/settings" })}>
            <Settings aria-hidden className="size-4" strokeWidth={1.75} />
            {t("settings.title")}
          </Menu.Item>
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
