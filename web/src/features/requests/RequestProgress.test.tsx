import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { changeLanguage } from "@/lib/i18n";

import {
  fakeLimits,
  fakeRequest,
  fakeRequestPost,
  fakeRow,
  fakeUser,
  REQUEST_ID,
} from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const EVENTS = `GET /api/v1/analysis/requests/${REQUEST_ID}/events`;
const CANCEL = `POST /api/v1/analysis/requests/${REQUEST_ID}/cancel`;

/** An event stream that a test speaks into. */
function openStream() {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (opened) => void (controller = opened) });
  return {
    response: new Response(body),
    say: (event: string, id: number, data: unknown) =>
      controller?.enqueue(
        encoder.encode(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      ),
  };
}

describe("RequestProgress", () => {
  let server: FakeServer;
  let stream: ReturnType<typeof openStream>;
  beforeEach(() => {
    server = startFakeServer();
    stream = openStream();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/analysis/requests", { body: { items: [], next_cursor: null } });
    server.answer("GET /api/v1/social/demo", { body: { creators: [] } });
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, { body: fakeRequest() });
    server.answer(`GET /api/v1/social/posts/analysis/${REQUEST_ID}`, {
      body: { items: [], next_cursor: null },
    });
    server.answer(EVENTS, () => stream.response);
  });

  afterEach(() => changeLanguage("en"));

  it("moves with the stream, from the last row that is known", async () => {
    renderApp(`/analyse?request=${REQUEST_ID}`);
    const bar = await screen.findByRole("progressbar", { name: "Progress of the analysis" });
    expect(bar).toHaveAttribute("aria-valuenow", "25");
    await waitFor(() => expect(server.made(EVENTS)).toHaveLength(1));
    expect(server.made(EVENTS)[0]?.headers.get("Last-Event-ID")).toBe("1");
    stream.say(
      "status",
      2,
      fakeRow({ seq: 2, stage: "transcribing", position: 0, progress: 50, post_progress: 50 }),
    );
    await waitFor(() => expect(bar).toHaveAttribute("aria-valuenow", "50"));
    const stages = screen.getByRole("list", { name: /Stages of “Kelp/ });
    expect(within(stages).getByText("Transcript: under way")).toBeInTheDocument();
    const spoken = screen.getAllByRole("status").map((region) => region.textContent);
    expect(spoken).toContain("Kelp, dried on a roof: transcribing");
  });

  it("turns a row into its result and links to it", async () => {
    renderApp(`/analyse?request=${REQUEST_ID}`);
    await screen.findByRole("heading", { name: "Under way" });
    await waitFor(() => expect(server.made(EVENTS)).toHaveLength(1));
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
      body: fakeRequest({
        status: "COMPLETED",
        progress: 100,
        counts: { total: 1, done: 1, failed: 0 },
        posts: [fakeRequestPost({ state: "done", outlier_multiple: 5.2, band: "outlier" })],
      }),
    });
    const last = { seq: 9, stage: "analysis_complete", status: "COMPLETED" } as const;
    stream.say("status", 9, fakeRow(last));
    stream.say("end", 9, { status: "COMPLETED", last_seq: 9 });
    expect(await screen.findByRole("heading", { name: "Ready" })).toBeVisible();
    expect(screen.getByText("5.2×")).toBeVisible();
    expect(screen.getByRole("link", { name: "Kelp, dried on a roof" })).toHaveAttribute(
      "href",
      `/requests/${REQUEST_ID}?post=1`,
    );
  });

  it("says in the page's language why a post failed, and the rest as the server did", async () => {
    const failed = fakeRow({
      seq: 2,
      stage: "error",
      position: 0,
      message: "Set YOUTUBE_API_KEY",
      details: { reason: "source_unavailable", stage: "error" },
    });
    server.answer(`GET /api/v1/analysis/requests/${REQUEST_ID}`, {
      body: fakeRequest({
        status: "FAILED",
        posts: [fakeRequestPost({ state: "failed", reason: "source_unavailable" })],
        history: [fakeRow(), failed],
      }),
    });
    renderApp(`/analyse?request=${REQUEST_ID}`);
    await screen.findByRole("region", { name: "What has happened" });
    await changeLanguage("de");
    const history = within(await screen.findByRole("region", { name: "Was geschehen ist" }));
    expect(history.getByText(/Keine Quelle konnte diesen Beitrag bringen\./)).toBeVisible();
    expect(history.getByText("Set YOUTUBE_API_KEY.")).toHaveAttribute("lang", "en");
  });

  it("stops the work on request", async () => {
    server.answer(CANCEL, {
      body: fakeRequest({ status: "CANCELLED", posts: [fakeRequestPost({ state: "cancelled" })] }),
    });
    const { user } = renderApp(`/analyse?request=${REQUEST_ID}`);
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(await screen.findByRole("heading", { name: "Stopped by you" })).toBeVisible();
  });

  it("finds running work again without being told its address", async () => {
    server.answer("GET /api/v1/analysis/requests", {
      body: { items: [fakeRequest()], next_cursor: null },
    });
    renderApp("/analyse");
    expect(await screen.findByRole("heading", { name: "Under way" })).toBeVisible();
  });
});
