import { type ServerEvent, EventStreamParser } from "./parser";

export type StreamState = "connecting" | "live" | "waiting" | "ended" | "refused";

export interface StreamOptions {
  url: string;
  /** Where to take up from; the events after it are sent again. */
  lastEventId?: string | null;
  fetch: (url: URL, init: RequestInit) => Promise<Response>;
  /** Return true to end the stream: there is nothing more to come. */
  onEvent: (event: ServerEvent) => boolean | void;
  onState?: (state: StreamState) => void;
  signal: AbortSignal;
  /** The first pause before another try; it doubles up to `maximumDelayMs`. */
  initialDelayMs?: number;
  maximumDelayMs?: number;
  /** Three missed keep-alives: the line is dead though nobody said so. */
  silenceMs?: number;
}

const FINAL_STATUSES = new Set([400, 401, 403, 404, 410]);

/** Pauses; ends early when the network comes back or the stream is given up. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      window.removeEventListener("online", finish);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    window.addEventListener("online", finish);
    signal.addEventListener("abort", finish);
  });
}

interface Reading {
  outcome: "ended" | "refused" | "broken";
  lastEventId: string | null;
  hasEvents: boolean;
}

async function readOnce(options: StreamOptions, lastEventId: string | null): Promise<Reading> {
  const attempt = new AbortController();
  const giveUp = (): void => attempt.abort();
  options.signal.addEventListener("abort", giveUp);
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const watch = (): void => {
    clearTimeout(watchdog);
    watchdog = setTimeout(giveUp, options.silenceMs ?? 45_000);
  };
  const reading: Reading = { outcome: "broken", lastEventId, hasEvents: false };
  try {
    watch();
    const headers: Record<string, string> = { Accept: "text/event-stream" };
    if (lastEventId !== null) headers["Last-Event-ID"] = lastEventId;
    const response = await options.fetch(new URL(options.url, window.location.origin), {
      headers,
      signal: attempt.signal,
    });
    if (FINAL_STATUSES.has(response.status)) return { ...reading, outcome: "refused" };
    if (!response.ok || response.body === null) return reading;
    options.onState?.("live");
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return reading;
      watch();
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        reading.hasEvents = true;
        if (event.id !== null) reading.lastEventId = event.id;
        if (options.onEvent(event) === true) {
          void reader.cancel();
          return { ...reading, outcome: "ended" };
        }
      }
    }
  } catch {
    // A dropped line, a dead one, or one we gave up: the caller decides.
    return reading;
  } finally {
    clearTimeout(watchdog);
    options.signal.removeEventListener("abort", giveUp);
  }
}

/**
 * Follows a stream until it says that it is over, across dropped lines: each new
 * connection takes up after the last event seen. Resolves when ended, refused or aborted.
 */
export async function followStream(options: StreamOptions): Promise<void> {
  const initialDelayMs = options.initialDelayMs ?? 500;
  let delayMs = initialDelayMs;
  let lastEventId = options.lastEventId ?? null;
  while (!options.signal.aborted) {
    options.onState?.("connecting");
    const reading = await readOnce(options, lastEventId);
    if (options.signal.aborted) return;
    if (reading.outcome !== "broken") {
      options.onState?.(reading.outcome);
      return;
    }
    lastEventId = reading.lastEventId;
    if (reading.hasEvents) delayMs = initialDelayMs;
    options.onState?.("waiting");
    // Half of the pause is random, so that many pages do not return in one moment.
    await pause(delayMs / 2 + (Math.random() * delayMs) / 2, options.signal);
    delayMs = Math.min(delayMs * 2, options.maximumDelayMs ?? 15_000);
  }
}
