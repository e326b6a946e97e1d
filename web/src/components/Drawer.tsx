import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";

export interface DrawerProps {
  /** What it is about, for those who cannot see it; its content has the visible heading. */
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** At the foot, always in view. */
  foot?: ReactNode;
}

/** A sheet from the right over the page; the whole screen on a phone. */
export function Drawer({ title, isOpen, onClose, children, foot }: DrawerProps) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null || dialog.open === isOpen) return;
    if (isOpen) {
      dialog.showModal();
      // `showModal` takes the focus to the first button; who has a field wants to type.
      dialog.querySelector<HTMLElement>("input, textarea, select")?.focus();
    } else dialog.close();
  }, [isOpen]);

  return (
    // A press beside the drawer closes it; Escape does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="slides-in mr-0 ml-auto h-dvh max-h-none w-full max-w-none bg-raised p-0 shadow-e2 sm:w-[440px]"
    >
      {isOpen && (
        <div className="flex h-full flex-col">
          <header className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-3 pl-5">
            <h2 id={titleId} className="text-table font-medium">
              {title}
            </h2>
            <Button
              kind="quiet"
              square
              aria-label={t("dialog.close")}
              onClick={onClose}
              icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
            />
          </header>
          {/* It scrolls, and so must be reached by the keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto px-5 py-5">
            {children}
          </div>
          {foot !== undefined && (
            <footer className="shrink-0 border-t border-line px-5 py-3">{foot}</footer>
          )}
        </div>
      )}
    </dialog>
  );
}
