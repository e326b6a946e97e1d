import { Search, X } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { Button } from "./Button";
import { KeyCap } from "./KeyCap";

/** The address is written, and the server asked, once the typing rests. */
const RESTS_MS = 250;

export interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
  className?: string;
}

/** A field to search a list by; Escape empties it, `/` (the page's matter) leads to it. */
export function SearchField(props: SearchFieldProps) {
  const { t } = useTranslation();
  const { label, placeholder, value, onChange, ref, className } = props;
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });

  // The address may change by other hands: back, or "clear the filters".
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted);
    }, RESTS_MS);
    return () => clearTimeout(timer);
  }, [text]);

  function empty(): void {
    setText("");
    told.current = "";
    onChange("");
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== "Escape") return;
    if (text === "") event.currentTarget.blur();
    else empty();
    event.preventDefault();
  }

  return (
    <div className={joinClasses("relative", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-3"
        strokeWidth={1.75}
      />
      <input
        ref={ref}
        type="text"
        role="searchbox"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="h-8 w-full rounded-control border border-ctl bg-sheet pr-9 pl-9 text-table pointer-coarse:h-10"
      />
      <span className="absolute inset-y-0 right-2 flex items-center">
        {text === "" ? (
          <span className="pointer-events-none">
            <KeyCap>/</KeyCap>
          </span>
        ) : (
          <Button
            kind="quiet"
            square
            aria-label={t("search.clear")}
            onClick={empty}
            className="-mr-2 size-7!"
            icon={<X aria-hidden className="size-4" strokeWidth={1.75} />}
          />
        )}
      </span>
    </div>
  );
}
