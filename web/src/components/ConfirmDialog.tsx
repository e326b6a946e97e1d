import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "./Button";
import { Dialog } from "./Dialog";

export interface ConfirmDialogProps {
  title: string;
  /** What is lost, in a sentence or two. */
  children: ReactNode;
  /** Verb and object: what the button does. */
  action: string;
  isOpen: boolean;
  isBusy?: boolean;
  error?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone; everything else has an undo instead. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <div className="px-5 pb-5">
        <div className="text-body text-ink-2">{props.children}</div>
        {props.error}
        <div className="mt-5 flex flex-wrap justify-end gap-2">
          <Button onClick={props.onClose}>{t("dialog.keep")}</Button>
          <Button kind="danger" busy={props.isBusy} onClick={props.onConfirm}>
            {props.action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
