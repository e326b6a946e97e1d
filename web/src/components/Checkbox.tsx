import { type InputHTMLAttributes, type ReactNode, useId } from "react";

import { joinClasses } from "@/lib/classes";

export interface CheckboxProps extends InputHTMLAttributes<HTMLInputElement> {
  label: ReactNode;
  /** Under the label, read out with it. */
  note?: ReactNode;
}

/** A box to tick, with its label beside it and a note under that. */
export function Checkbox({ label, note, className, ...input }: CheckboxProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={joinClasses("flex items-start gap-2.5 pointer-coarse:py-1.5", className)}>
      <input
        {...input}
        id={id}
        type="checkbox"
        aria-describedby={note === undefined ? undefined : noteId}
        className="mt-[3px] size-4 shrink-0 cursor-pointer accent-ink"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="block cursor-pointer text-body">
          {label}
        </label>
        {note !== undefined && (
          <p id={noteId} className="text-note text-ink-3">
            {note}
          </p>
        )}
      </div>
    </div>
  );
}
