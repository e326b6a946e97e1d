import { afterEach, describe, expect, it, vi } from "vitest";

import type { ServerEvent } from "./parser";
import { followStream, type StreamState } from "./stream";

/** A response whose stream says these pieces and then breaks off. */
function saying(...pieces: string[]): Response {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  return new Response(stream, { headers: { "Content-Type": "text/event-stream" } });
}

interface Followed {
  events: ServerEvent[];
  states: StreamState[];
  sentIds: (string | null)[];
}

async function follow(answers: (() => Response | Promise<Response>)[]): Promise<Followed> {
  const followed: Followed = { events: [], states: [], sentIds: [] };
  const stop = new AbortController();
  await followStream({
    url: "/events",
    signal: stop.signal,
    initialDelayMs: 1,
    maximumDelayMs: 4,
    onState: (state) => followed.states.push(state),
    onEvent: (event) => {
      followed.events.push(event);
      return event.event === "end";
    },
    fetch: async (_url, init) => {
      followed.sentIds.push(new Headers(init.headers).get("Last-Event-ID"));
      const answer = answers.shift();
      if (answer === undefined) {
        stop.abort();
        throw new TypeError("no more answers");
      }
      return answer();
    },
  });
  return followed;
}

describe("followStream", () => {
  afterEach(() => vi.useRealTimers());

  it("ends when the reader says that there is no more", async () => {
    const { events, states } = await follow([
      () => saying("id: 1\ndata: a\n\n", "id: 2\nevent: end\ndata: {}\n\nid: 3\ndata: late\n\n"),
    ]);
    expect(events.map((event) => event.id)).toEqual(["1", "2"]);
    expect(states).toEqual(["connecting", "live", "ended"]);
  });

  it("takes up after the last event once the line has dropped", async () => {
    const { events, sentIds, states } = await follow([
      () => saying("id: 4\ndata: a\n\n"),
      () => Promise.reject(new TypeError("network")),
      () => new Response(null, { status: 503 }),
      () => saying("id: 5\nevent: end\ndata: {}\n\n"),
    ]);
    expect(sentIds).toEqual([null, "4", "4", "4"]);
    expect(events.map((event) => event.id)).toEqual(["4", "5"]);
    expect(states.filter((state) => state === "waiting")).toHaveLength(3);
  });

  it("gives up where the server says that there is nothing to follow", async () => {
    const { states, sentIds } = await follow([() => new Response(null, { status: 404 })]);
    expect(states).toEqual(["connecting", "refused"]);
    expect(sentIds).toHaveLength(1);
  });

  it("breaks off a line that has gone silent", async () => {
    const states: StreamState[] = [];
    const stop = new AbortController();
    let calls = 0;
    await followStream({
      url: "/events",
      signal: stop.signal,
      initialDelayMs: 1,
      silenceMs: 20,
      onState: (state) => states.push(state),
      onEvent: () => true,
      fetch: async (_url, init) => {
        calls += 1;
        if (calls === 2) return saying("data: at last\n\n");
        const silent = new ReadableStream<Uint8Array>({
          start: (controller) =>
            init.signal?.addEventListener("abort", () => controller.error(new Error("aborted"))),
        });
        return new Response(silent);
      },
    });
    expect(states).toEqual(["connecting", "live", "waiting", "connecting", "live", "ended"]);
  });

  it("stops at once when it is no longer wanted", async () => {
    const stop = new AbortController();
    stop.abort();
    const fetch = vi.fn<() => Promise<Response>>();
    await followStream({ url: "/events", signal: stop.signal, fetch, onEvent: () => true });
    expect(fetch).not.toHaveBeenCalled();
  });
});
