import { type ButtonHTMLAttributes, type ReactNode, type Ref } from "react";

import { LoaderCircle } from "lucide-react";

import { joinClasses } from "@/lib/classes";

import { KeyCap } from "./KeyCap";

export type ButtonKind = "primary" | "secondary" | "quiet" | "danger";

const KINDS: Record<ButtonKind, string> = {
  primary: "bg-ink text-sheet hovered:opacity-88 disabled:bg-fill-2 disabled:text-ink-2",
  secondary: "border border-line-2 bg-sheet text-ink hovered:bg-fill disabled:text-ink-3",
  danger: "border border-danger bg-sheet text-danger hovered:bg-danger-soft disabled:text-ink-3",
  quiet: "text-ink hovered:bg-fill disabled:text-ink-3",
};

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  /** 40 high instead of 32: the main action of a page. */
  large?: boolean;
  /** As wide as high: an icon alone, named by `aria-label`. */
  square?: boolean;
  busy?: boolean;
  icon?: ReactNode;
  /** Written as key caps behind the label. */
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** The look of a button, for links that are one. */
export function buttonClasses(kind: ButtonKind, large: boolean, square = false): string {
  return joinClasses(
    "inline-flex print:hidden shrink-0 items-center justify-center gap-2 rounded-control font-medium",
    "text-table whitespace-nowrap transition-[background-color,opacity]",
    square ? "size-8 pointer-coarse:size-10" : large ? "h-10 px-4" : "h-8 px-3 pointer-coarse:h-10",
    KINDS[kind],
  );
}

/** A button whose label stays and whose width holds while it is busy. */
export function Button({
  kind = "secondary",
  large = false,
  square = false,
  busy = false,
  icon,
  shortcut,
  children,
  className,
  disabled,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={joinClasses(buttonClasses(kind, large, square), "relative", className)}
    >
      {busy ? (
        <LoaderCircle
          aria-hidden
          className={joinClasses("spins size-4", icon === undefined && "absolute left-1")}
          strokeWidth={1.75}
        />
      ) : (
        icon
      )}
      {children}
      {shortcut !== undefined && <KeyCap onInk={kind === "primary"}>{shortcut}</KeyCap>}
    </button>
  );
}
