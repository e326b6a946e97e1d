import { CopyButton, type CopyButtonProps } from "./CopyButton";

export interface CodeLineProps {
  /** What the line is, for those who cannot see what stands around it. */
  label: string;
  text: string;
  copyKind?: CopyButtonProps["kind"];
  copyLabel: string;
}

/** A text to be copied whole: a key, a secret, a command. */
export function CodeLine({ label, text, copyKind, copyLabel }: CodeLineProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 rounded-control border border-line-2 bg-sheet py-1.5 pr-1.5 pl-3">
      <code
        aria-label={label}
        className="min-w-0 flex-1 basis-48 py-1 font-sans text-table wrap-anywhere"
      >
        {text}
      </code>
      <CopyButton kind={copyKind} text={text} label={copyLabel} />
    </div>
  );
}
