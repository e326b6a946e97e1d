import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { useReasonWords } from "@/components/useReasonWords";
import { joinClasses } from "@/lib/classes";

import { type LineReading, type LinkLine, splitLinks } from "./linkLines";
import { useKindName } from "./useKindName";

export interface LinkRowProps {
  line: LinkLine;
  number: number;
  reading: LineReading;
  /** Written in the line that waits for a link. */
  placeholder?: string;
  /** The only line of a box that shows no numbers. */
  bare?: boolean;
  onEdit: (text: string) => void;
  onRemove: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  ref: Ref<HTMLInputElement>;
}

function useNote(reading: LineReading): string {
  const { t } = useTranslation("analyse");
  const nameKind = useKindName();
  switch (reading.state) {
    case "reading":
      return t("box.reading");
    case "duplicate":
      return t("box.same", { line: reading.sameAsLine });
    case "good":
      if (reading.url.is_demo) return t("box.demo");
      if (reading.url.is_held === true) return t("box.held");
      if (reading.url.needs_resolve) return t("box.pointer");
      return nameKind(reading.url.kind);
    default:
      return "";
  }
}

/** Several links pasted at once become several lines; an input would join them. */
function readPastedLinks(event: ClipboardEvent<HTMLInputElement>): string | null {
  const pasted = event.clipboardData.getData("text");
  if (splitLinks(pasted).length < 2) return null;
  const { value, selectionStart, selectionEnd } = event.currentTarget;
  const start = selectionStart ?? value.length;
  return `${value.slice(0, start)}${pasted}${value.slice(selectionEnd ?? start)}`;
}

/** One line of the box: what was pasted, and what it is. */
export function LinkRow({ line, number, reading, ref, ...props }: LinkRowProps) {
  const { t } = useTranslation("analyse");
  const noteId = useId();
  const note = useNote(reading);
  const words = useReasonWords();
  const isBad = reading.state === "bad";
  const platform = "url" in reading ? reading.url.platform : null;
  return (
    <li
      className={joinClasses(
        "group relative grid items-start gap-x-3 px-4",
        props.bare
          ? "grid-cols-[16px_1fr_auto]"
          : "grid-cols-[16px_16px_1fr_auto] border-b border-line sm:grid-cols-[20px_16px_1fr_auto]",
        isBad && "bg-danger-soft",
        props.bare
          ? "rounded-control"
          : "has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-2 has-[input:focus-visible]:outline-mark-line",
      )}
    >
      {!props.bare && (
        <span
          aria-hidden
          className="pt-2.5 text-right text-note leading-5 text-ink-3 pointer-fine:group-has-[button:focus-visible]:invisible pointer-fine:group-[:hover:has(button)]:invisible"
        >
          {number}
        </span>
      )}
      <span className="flex h-10 items-center">
        {(line.text.trim() !== "" || props.bare) && <PlatformGlyph platform={platform} />}
      </span>
      <input
        ref={ref}
        aria-label={t("box.line", { number })}
        aria-invalid={isBad}
        aria-describedby={note !== "" || isBad ? noteId : undefined}
        value={line.text}
        placeholder={props.placeholder}
        onChange={(event) => props.onEdit(event.target.value)}
        onPaste={(event) => {
          const links = readPastedLinks(event);
          if (links === null) return;
          event.preventDefault();
          props.onEdit(links);
        }}
        onKeyDown={props.onKeyDown}
        inputMode="url"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className="h-10 w-full min-w-0 bg-transparent text-body text-ellipsis outline-none focus-visible:shadow-none"
      />
      <span className="flex h-10 items-center gap-1 text-note text-ink-3">
        {!isBad && <span id={noteId}>{note}</span>}
        {line.text !== "" && (
          <Button
            kind="quiet"
            aria-label={t("box.remove", { number })}
            onClick={props.onRemove}
            square
            className={joinClasses(
              "opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100",
              props.bare
                ? "-mr-3"
                : "pointer-fine:absolute! pointer-fine:top-1 pointer-fine:left-2.5 pointer-coarse:-mr-3",
            )}
            icon={<X aria-hidden className="size-3.5" strokeWidth={1.75} />}
          />
        )}
      </span>
      {isBad && (
        <p
          id={noteId}
          className={joinClasses(
            "-mt-1.5 pb-2.5 text-table text-danger",
            props.bare ? "col-start-2 col-end-4" : "col-start-3 col-end-5",
          )}
        >
          {words.ofLink(reading.url.reason)}
        </p>
      )}
    </li>
  );
}
