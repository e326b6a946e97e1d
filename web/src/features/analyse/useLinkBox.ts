import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useReducer, useRef, useState } from "react";

import { limitsQuery } from "@/features/accounts/queries";
import { useStartAnalysis } from "@/features/requests/queries";
import { buildIdempotencyKey } from "@/lib/idempotency";
import { useDebounced } from "@/lib/useDebounced";

import {
  changeLines,
  type LinkLine,
  listStartable,
  listTexts,
  readLines,
  startLines,
} from "./linkLines";
import { judgeLimits } from "./limits";
import { useCheckedUrls } from "./queries";

const READ_AFTER_MS = 200;

/**
 * One key per set of links until its start has succeeded: a start repeated because no
 * answer came cannot be counted twice, one repeated on purpose is a new one.
 */
function useIdempotencyKey() {
  const held = useRef({ of: "", key: "" });
  return {
    keyOf: (texts: readonly string[]): string => {
      const of = texts.join("\n");
      if (held.current.of !== of) held.current = { of, key: buildIdempotencyKey() };
      return held.current.key;
    },
    forget: (): void => {
      held.current = { of: "", key: "" };
    },
  };
}

/** The box of links: its lines, what each of them is, and the start of an analysis. */
export function useLinkBox() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [lines, change] = useReducer(changeLines, undefined, startLines);
  const inputs = useRef(new Map<number, HTMLInputElement>());
  const focusNext = useRef<number | "last" | null>(null);
  const checked = useCheckedUrls(useDebounced(listTexts(lines).join("\n"), READ_AFTER_MS));
  const readings = readLines(lines, checked.known);
  // Lines that could not be asked about are read by the server when it starts.
  const isUnread = checked.error !== null;
  const goodTexts = listStartable(lines, readings, isUnread);
  const isReading = !isUnread && readings.some((reading) => reading.state === "reading");
  /** The lines for which a start was wished before they had been read. */
  const [wishedFor, setWishedFor] = useState<readonly LinkLine[] | null>(null);
  const granted = useRef<readonly LinkLine[] | null>(null);
  const [started, setStarted] = useState<string | null>(null);
  const { data: limits } = useQuery(limitsQuery);
  const start = useStartAnalysis();
  const { keyOf, forget } = useIdempotencyKey();
  const obstacle = judgeLimits(goodTexts.length, limits);

  useEffect(() => {
    const wish = focusNext.current;
    focusNext.current = null;
    if (wish === null) return;
    const id = wish === "last" ? lines.at(-1)?.id : lines[wish]?.id;
    if (id !== undefined) inputs.current.get(id)?.focus();
  }, [lines]);

  function begin(texts: readonly string[]): void {
    if (texts.length === 0 || start.isPending) return;
    start.mutate(
      { postUrls: [...texts], idempotencyKey: keyOf(texts) },
      {
        onSuccess: (request) => {
          forget();
          change({ kind: "clear" });
          setStarted(request.id);
          void navigate({ to: "/analyse", search: { request: request.id } });
        },
        onError: () => void queries.invalidateQueries(limitsQuery),
      },
    );
  }

  /** A start wished while lines are still being read waits for them. */
  function submit(): void {
    granted.current = null;
    if (isReading) setWishedFor(lines);
    else if (obstacle === null) begin(goodTexts);
  }

  useEffect(() => {
    if (wishedFor !== lines || isReading || granted.current === lines) return;
    granted.current = lines;
    if (obstacle === null) begin(goodTexts);
  });

  function editLine(id: number, text: string): void {
    const before = lines.length;
    change({ kind: "edit", id, text });
    if (changeLines(lines, { kind: "edit", id, text }).length > before + 1) {
      focusNext.current = "last";
    }
  }

  function removeLine(index: number): void {
    const line = lines[index];
    if (line === undefined) return;
    focusNext.current = Math.max(0, index - 1);
    change({ kind: "remove", id: line.id });
  }

  function moveFocus(index: number): void {
    const line = lines[index];
    if (line !== undefined) inputs.current.get(line.id)?.focus();
  }

  function onKeyDown(index: number, event: KeyboardEvent<HTMLInputElement>): void {
    const line = lines[index];
    if (line === undefined) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => moveFocus(index + 1),
      ArrowUp: () => moveFocus(index - 1),
      Enter: () => {
        if (event.metaKey || event.ctrlKey) submit();
        else if (line.text.trim() === "") submit();
        else if (index + 1 < lines.length) moveFocus(index + 1);
      },
    };
    if (line.text === "" && lines.length > 1) steps["Backspace"] = () => removeLine(index);
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    step();
  }

  function holdInput(id: number, input: HTMLInputElement | null): void {
    if (input === null) inputs.current.delete(id);
    else inputs.current.set(id, input);
  }

  return {
    lines,
    readings,
    goodCount: goodTexts.length,
    isReading,
    isBusy: (wishedFor === lines && isReading) || start.isPending,
    /** The request that was started from here, by its id. */
    started,
    limits,
    obstacle,
    start,
    checkError: checked.error,
    begin,
    submit,
    editLine,
    removeLine,
    onKeyDown,
    holdInput,
  };
}

export type LinkBoxState = ReturnType<typeof useLinkBox>;
