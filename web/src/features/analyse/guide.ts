import { useSyncExternalStore } from "react";

/** What a newcomer may have done so far, beside the first analysis, which the server knows. */
export type GuideStep = "result" | "import";

export interface GuideState {
  done: readonly GuideStep[];
  isDismissed: boolean;
}

const KEY = "postscope.guide";
const START: GuideState = { done: [], isDismissed: false };
const listeners = new Set<() => void>();
let held: { text: string | null; state: GuideState } = { text: null, state: START };

function parse(text: string | null): GuideState {
  try {
    const found = JSON.parse(text ?? "{}") as { done?: unknown; isDismissed?: unknown };
    const done = Array.isArray(found.done) ? found.done : [];
    return {
      done: (["result", "import"] as const).filter((step) => done.includes(step)),
      isDismissed: found.isDismissed === true,
    };
  } catch {
    return START;
  }
}

function read(): GuideState {
  let text: string | null = null;
  try {
    text = localStorage.getItem(KEY);
  } catch {
    // Storage may be closed to us: then what was done is known until the page is left.
    return held.state;
  }
  if (text !== held.text) held = { text, state: parse(text) };
  return held.state;
}

function write(state: GuideState): void {
  const text = JSON.stringify(state);
  held = { text, state };
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

/** Notes that a step was taken; again is nothing new. */
export function noteStep(step: GuideStep): void {
  const state = read();
  if (!state.done.includes(step)) write({ ...state, done: [...state.done, step] });
}

/** The guidance is not wanted: it does not come back. */
export function dismissGuide(): void {
  write({ ...read(), isDismissed: true });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useGuide(): GuideState {
  return useSyncExternalStore(subscribe, read);
}
