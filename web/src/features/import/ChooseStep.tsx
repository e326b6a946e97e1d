import { FolderOpen, Upload } from "lucide-react";
import { type ChangeEvent, type DragEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { joinClasses } from "@/lib/classes";

import { useFileSize } from "@/lib/format/fileSize";
import { baseName, type Entry } from "./members";
import { openFiles, type Opened, openTable, type PickedFile, type TableChoice } from "./openFiles";
import { nameOf, readDropped, readFileList } from "./picking";
import { ProblemNote } from "./ProblemNote";
import { chooseSource } from "./session";
import { SourceProblem } from "./source";
import { Takes } from "./Takes";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

/** Opens what is chosen, one choice at a time, and says why where that fails. */
function useOpening() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<SourceProblem | null>(null);
  const [choice, setChoice] = useState<TableChoice | null>(null);

  async function run(open: () => Promise<Opened | null>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      const opened = await open();
      if (opened === null) return;
      if ("source" in opened) chooseSource(opened.source);
      else setChoice(opened.choice);
    } catch (error) {
      // What the browser will not read: moved meanwhile, or not ours to read.
      const isKnown = error instanceof SourceProblem;
      setProblem(isKnown ? error : new SourceProblem("unreadable", ""));
    } finally {
      setBusy(false);
    }
  }

  function openPicked(pick: () => Promise<PickedFile[]> | PickedFile[]): void {
    void run(async () => {
      const picked = await pick();
      if (picked.length === 0) return null;
      setChoice(null);
      return openFiles(picked, nameOf(picked));
    });
  }

  const openEntry = (entry: Entry): void =>
    void run(async () => ({ source: await openTable(entry) }));
  return { isBusy, problem, choice, openPicked, openEntry };
}

/** The tables that were found, one of which is to be imported. */
function TableList({
  choice,
  onChoose,
}: {
  choice: TableChoice;
  onChoose: (entry: Entry) => void;
}) {
  const { t } = useTranslation("import");
  const writeSize = useFileSize();
  return (
    <section aria-labelledby="tables-title" className="mt-6">
      <h2 id="tables-title" className="text-block">
        {t("choose.several", { count: choice.tables.length, name: choice.name })}
      </h2>
      <ul className="mt-2">
        {choice.tables.map((table) => (
          <li
            key={table.path}
            className="flex min-h-12 items-center gap-3 border-b border-line py-2 text-table"
          >
            <span dir="auto" className="min-w-0 flex-1 wrap-anywhere">
              {table.path}
            </span>
            <span className="shrink-0 text-ink-3">{writeSize(table.size)}</span>
            <Button
              aria-label={t("choose.takeNamed", { name: baseName(table.path) })}
              onClick={() => onChoose(table)}
            >
              {t("choose.take")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A field for files, out of sight: the button beside it opens it. */
function HiddenInput({
  label,
  isFolder = false,
  inputRef,
  onPick,
}: {
  label: string;
  isFolder?: boolean;
  inputRef: React.RefObject<HTMLInputElement | null>;
  onPick: (files: FileList) => void;
}) {
  useEffect(() => {
    // The attribute is in no standard, and so in no type.
    if (isFolder) inputRef.current?.setAttribute("webkitdirectory", "");
  }, [isFolder, inputRef]);

  function onChange(event: ChangeEvent<HTMLInputElement>): void {
    const { files } = event.target;
    if (files !== null && files.length > 0) onPick(files);
    // The same file may be chosen again, mended in the meantime.
    event.target.value = "";
  }

  return (
    <input ref={inputRef} type="file" multiple hidden aria-label={label} onChange={onChange} />
  );
}

/** What to import: a file, an archive, or a folder; by hand or dropped. */
export function ChooseStep() {
  const { t } = useTranslation("import");
  const { isBusy, problem, choice, openPicked, openEntry } = useOpening();
  const [isOver, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  function onDragOver(event: DragEvent): void {
    event.preventDefault();
    setOver(true);
  }

  function onDragLeave(event: DragEvent): void {
    const isWithin =
      event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
    if (!isWithin) setOver(false);
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    openPicked(() => readDropped(event.dataTransfer));
  }

  return (
    <>
      {/* Dropping is for the pointer alone: the buttons within do the same for all. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        role="group"
        aria-label={t("choose.zone")}
        aria-busy={isBusy}
        onDragEnter={onDragOver}
        onDragOver={onDragOver}
        onDragLeave={onDragLeave}
        onDrop={onDrop}
        className={joinClasses(
          "mt-6 flex min-h-48 flex-col items-center justify-center gap-4 rounded-note border border-dashed px-6 py-10 text-center transition-colors",
          isOver ? "border-mark-line bg-mark-soft" : "border-ctl",
        )}
      >
        <p className="text-lead text-ink-2 pointer-coarse:hidden">{t("choose.drop")}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            kind="primary"
            large
            busy={isBusy}
            onClick={() => files.current?.click()}
            icon={<Upload {...ICON} />}
          >
            {t("choose.files")}
          </Button>
          <Button
            className="h-10! px-4! pointer-coarse:hidden"
            disabled={isBusy}
            onClick={() => folder.current?.click()}
            icon={<FolderOpen {...ICON} />}
          >
            {t("choose.folder")}
          </Button>
        </div>
        <HiddenInput
          label={t("choose.files")}
          inputRef={files}
          onPick={(list) => {
            const picked = readFileList(list);
            openPicked(() => picked);
          }}
        />
        <HiddenInput
          label={t("choose.folder")}
          isFolder
          inputRef={folder}
          onPick={(list) => {
            const picked = readFileList(list);
            openPicked(() => picked);
          }}
        />
        <p role="status" className={isBusy ? "text-table text-ink-3" : "sr-only"}>
          {isBusy && t("choose.opening")}
        </p>
      </div>
      {problem !== null && <ProblemNote problem={problem} />}
      {choice !== null && <TableList choice={choice} onChoose={openEntry} />}
      <Takes />
    </>
  );
}
