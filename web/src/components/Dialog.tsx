import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { Button } from "./Button";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** For dialogs whose first field says what they are. */
  hideTitle?: boolean;
}

/**
 * A dialog of the browser's own: it keeps the focus, closes by Escape and gives the
 * focus back. (Scroll locks of libraries write style elements, which our content
 * security policy refuses.)
 */
export function Dialog({ title, isOpen, onClose, children, hideTitle = false }: DialogProps) {
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
    // A press beside the dialog closes it; Escape does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      // Escape is heard at once: "close" comes later, and would undo an opening in between.
      onCancel={(event) => {
        if (event.target === ref.current) onClose();
      }}
      onClose={() => {
        if (isOpen) onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="m-auto mt-[12vh] w-[min(32rem,calc(100vw-2rem))] rounded-note bg-raised p-0 shadow-e2"
    >
      {isOpen && (
        <>
          <header
            className={joinClasses(
              hideTitle ? "sr-only" : "flex items-center justify-between px-5 pt-4 pb-2",
            )}
          >
            <h2 id={titleId} className="text-block">
              {title}
            </h2>
            <Button
              kind="quiet"
              aria-label={t("dialog.close")}
              onClick={onClose}
              square
              className="-mr-2"
              icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
            />
          </header>
          {children}
        </>
      )}
    </dialog>
  );
}
