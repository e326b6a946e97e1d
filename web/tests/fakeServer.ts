import { vi } from "vitest";

export interface FakeAnswer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type Handler = (request: Request) => FakeAnswer | Response | Promise<FakeAnswer | Response>;

/** Requests that were made, oldest first. */
export interface FakeServer {
  requests: Request[];
  /** Replaces or adds one answer; `route` is "GET /api/v1/...". */
  answer: (route: string, handler: Handler | FakeAnswer) => void;
  /** Those made to a route. */
  made: (route: string) => Request[];
}

function routeOf(request: Request): string {
  return `${request.method} ${new URL(request.url).pathname}`;
}

/** Stands in for the server at the level of `fetch`; what has no answer is a 404. */
export function startFakeServer(): FakeServer {
  const handlers = new Map<string, Handler | FakeAnswer>();
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (input: RequestInfo | URL, init?: RequestInit) => {
    const request =
      input instanceof Request
        ? input
        : new Request(new URL(String(input), window.location.origin), init);
    requests.push(request.clone());
    const handler = handlers.get(routeOf(request)) ?? {
      status: 404,
      body: { error: "No such address.", code: "NotFound", request_id: "r-404" },
    };
    const answer = typeof handler === "function" ? await handler(request) : handler;
    if (answer instanceof Response) return answer;
    const status = answer.status ?? 200;
    return new Response(status === 204 ? null : JSON.stringify(answer.body ?? {}), {
      status,
      headers: { "Content-Type": "application/json", ...answer.headers },
    });
  });
  return {
    requests,
    answer: (route, handler) => void handlers.set(route, handler),
    made: (route) => requests.filter((request) => routeOf(request) === route),
  };
}
