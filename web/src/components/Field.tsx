import { CircleAlert } from "lucide-react";
import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from "react";

import { joinClasses } from "@/lib/classes";

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  help?: string;
  error?: string;
  /** Stands inside the field, at its right. */
  trailing?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** A text field with its label above and its help or error below. */
export function Field({ label, help, error, trailing, className, ...input }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = error !== undefined || help !== undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-table font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...input}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={hasNote ? noteId : undefined}
          className={joinClasses(
            "h-10 w-full rounded-control border bg-sheet px-3 text-body",
            error === undefined ? "border-ctl" : "border-danger",
            trailing !== undefined && "pr-11",
          )}
        />
        {trailing !== undefined && (
          <span className="absolute inset-y-0 right-1 flex items-center">{trailing}</span>
        )}
      </div>
      {hasNote && (
        <p
          id={noteId}
          className={joinClasses(
            "mt-1.5 flex gap-1.5 text-note",
            error === undefined ? "text-ink-3" : "text-danger",
          )}
        >
          {error !== undefined && (
            <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" strokeWidth={1.75} />
          )}
          {error ?? help}
        </p>
      )}
    </div>
  );
}
