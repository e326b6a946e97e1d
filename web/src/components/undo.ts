import { useSyncExternalStore } from "react";

/** Something that was done and can be taken back for as long as it is shown. */
export interface Undoable {
  id: number;
  /** What was done: "3 posts removed". */
  message: string;
  undo: () => void;
}

/** More at a time would cover the page; the oldest goes, what it tells stays done. */
const MOST_SHOWN = 3;

let shown: readonly Undoable[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: readonly Undoable[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says what was done and offers to take it back, on every page, for some seconds. */
export function offerUndo(message: string, undo: () => void): void {
  lastId += 1;
  show([...shown, { id: lastId, message, undo }].slice(-MOST_SHOWN));
}

/** Takes the offer away; what was done stays done. */
export function dropOffer(id: number): void {
  show(shown.filter((offer) => offer.id !== id));
}

/** Takes back what an offer tells. */
export function takeBack(offer: Undoable): void {
  dropOffer(offer.id);
  offer.undo();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The offers that stand, oldest first. */
export function useOffers(): readonly Undoable[] {
  return useSyncExternalStore(subscribe, () => shown);
}
