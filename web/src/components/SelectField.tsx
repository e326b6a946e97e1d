import { ChevronDown } from "lucide-react";
import { type ReactNode, type SelectHTMLAttributes, useId } from "react";

import { joinClasses } from "@/lib/classes";

export interface SelectFieldProps extends SelectHTMLAttributes<HTMLSelectElement> {
  label: string;
  /** The label is read out alone; what stands beside the field says it to the eye. */
  hideLabel?: boolean;
  help?: ReactNode;
  error?: string;
  /** 40 high instead of 32, beside a text field. */
  large?: boolean;
}

/** A choice of the browser's own, with its label above and its help or error below. */
export function SelectField(props: SelectFieldProps) {
  const {
    label,
    hideLabel = false,
    help,
    error,
    large = false,
    className,
    children,
    ...select
  } = props;
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? help;
  return (
    <div className={joinClasses("min-w-0", className)}>
      <label htmlFor={id} className={hideLabel ? "sr-only" : "mb-1.5 block text-table font-medium"}>
        {label}
      </label>
      <span className="relative block">
        <select
          {...select}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : noteId}
          className={joinClasses(
            "w-full cursor-pointer appearance-none truncate rounded-control border bg-sheet pr-8 pl-3",
            large ? "h-10 text-body" : "h-8 text-table pointer-coarse:h-10",
            error === undefined ? "border-ctl" : "border-danger",
          )}
        >
          {children}
        </select>
        <ChevronDown
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-2"
          strokeWidth={1.75}
        />
      </span>
      {note !== undefined && (
        <p
          id={noteId}
          className={joinClasses(
            "mt-1.5 text-note",
            error === undefined ? "text-ink-3" : "text-danger",
          )}
        >
          {note}
        </p>
      )}
    </div>
  );
}
