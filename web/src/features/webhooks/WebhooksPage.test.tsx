import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { WebhookDelivery, WebhookEndpoint } from "@/lib/api/types";

import { fakeLimits, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const ENDPOINTS = "/api/v1/accounts/webhook-endpoints";
const ID = "019a0000-0000-7000-8000-0000000000e1";
const DELIVERY_ID = "019a0000-0000-7000-8000-0000000000e2";
const AT = "2026-11-05T15:00:00Z";

function fakeEndpoint(overrides: Partial<WebhookEndpoint> = {}): WebhookEndpoint {
  return {
    id: ID,
    url: "https://kelp.example/hook",
    description: null,
    event_types: [],
    status: "enabled",
    disabled_reason: null,
    disabled_at: null,
    failing_since: null,
    last_success_at: null,
    last_failure_at: null,
    previous_secret_until: null,
    created_at: AT,
    updated_at: AT,
    ...overrides,
  };
}

function fakeDelivery(overrides: Partial<WebhookDelivery> = {}): WebhookDelivery {
  return {
    id: DELIVERY_ID,
    webhook_id: "msg_1",
    type: "analysis.completed",
    payload: { type: "analysis.completed" },
    state: "failed",
    failure_reason: "attempts_used_up",
    attempts_made: 1,
    next_attempt_at: null,
    created_at: AT,
    finished_at: AT,
    attempts: [
      {
        number: 1,
        started_at: AT,
        duration_ms: 1204,
        status_code: 500,
        error: "refused",
        response_excerpt: "out of order",
      },
    ],
    ...overrides,
  };
}

describe("webhooks", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer(`GET ${ENDPOINTS}`, { body: { items: [], next_cursor: null } });
    server.answer(`GET ${ENDPOINTS}/event-types`, {
      body: {
        items: [{ type: "analysis.completed", description: "An end.", example: {} }],
        next_cursor: null,
      },
    });
    server.answer(`GET ${ENDPOINTS}/${ID}`, { body: fakeEndpoint() });
    server.answer(`GET ${ENDPOINTS}/${ID}/deliveries`, {
      body: { items: [fakeDelivery()], next_cursor: null },
    });
  });

  it("adds one, with the server's refusal at the address, and opens it", async () => {
    server.answer(`POST ${ENDPOINTS}`, {
      status: 422,
      body: {
        error: "No.",
        code: "WebhookUrlNotAccepted",
        fields: [{ field: "url", reason: "private_name", message: "Private." }],
      },
    });
    const { router, user } = renderApp("/settings/webhooks");
    await user.click(await screen.findByRole("button", { name: "Add a webhook" }));
    const drawer = await screen.findByRole("dialog", { name: "Add a webhook" });
    await user.type(await within(drawer).findByLabelText("Address"), "https://router.local/");
    await user.click(within(drawer).getByLabelText("All events"));
    await user.click(within(drawer).getByRole("button", { name: "Add the webhook" }));
    expect(within(drawer).getByText("Tick at least one, or all events.")).toBeVisible();
    await user.click(within(drawer).getByLabelText("analysis.completed"));
    await user.click(within(drawer).getByRole("button", { name: "Add the webhook" }));
    expect(
      await within(drawer).findByText("This name exists in private networks only."),
    ).toBeVisible();
    server.answer(`POST ${ENDPOINTS}`, {
      status: 201,
      body: { ...fakeEndpoint(), secret: "whsec_x" },
    });
    await user.click(within(drawer).getByRole("button", { name: "Add the webhook" }));
    await screen.findByRole("heading", { name: "https://kelp.example/hook" });
    expect(router.state.location.pathname).toBe(`/settings/webhooks/${ID}`);
    await expect(server.made(`POST ${ENDPOINTS}`)[1]?.json()).resolves.toEqual({
      url: "https://router.local/",
      description: null,
      event_types: ["analysis.completed"],
    });
  });

  it("says why it is disabled, and enables it again", async () => {
    const disabled = { status: "disabled", disabled_reason: "failing", disabled_at: AT } as const;
    server.answer(`GET ${ENDPOINTS}/${ID}`, { body: fakeEndpoint(disabled) });
    server.answer(`PATCH ${ENDPOINTS}/${ID}`, { body: fakeEndpoint() });
    const { user } = renderApp(`/settings/webhooks/${ID}`);
    expect(await screen.findByText(/nothing had arrived for five days/)).toBeVisible();
    server.answer(`GET ${ENDPOINTS}/${ID}`, { body: fakeEndpoint() });
    await user.click(screen.getByRole("button", { name: "Enable" }));
    expect(await screen.findByRole("button", { name: "Pause" })).toBeVisible();
    await expect(server.made(`PATCH ${ENDPOINTS}/${ID}`)[0]?.json()).resolves.toEqual({
      status: "enabled",
    });
  });

  it("opens a delivery, whose place is in the address, and sends it again", async () => {
    const REPLAY = `POST ${ENDPOINTS}/${ID}/deliveries/${DELIVERY_ID}/replay`;
    server.answer(REPLAY, { body: fakeDelivery({ state: "pending", failure_reason: null }) });
    const { router, user } = renderApp(`/settings/webhooks/${ID}?state=failed`);
    await user.click(await screen.findByRole("button", { name: /^analysis.completed/ }));
    expect(router.state.location.search).toEqual({ state: "failed", delivery: DELIVERY_ID });
    expect(screen.getByText("500 in 1,204 ms: no success")).toBeVisible();
    expect(screen.getByText("out of order")).toBeVisible();
    const [asked] = server.made(`GET ${ENDPOINTS}/${ID}/deliveries`);
    expect(new URL(asked?.url ?? "").searchParams.get("state")).toBe("failed");
    await user.click(screen.getByRole("button", { name: "Send again" }));
    await screen.findByText("500 in 1,204 ms: no success");
    await waitFor(() => expect(server.made(REPLAY)).toHaveLength(1));
  });

  it("tells what a test came to", async () => {
    const { attempts } = fakeDelivery();
    server.answer(`POST ${ENDPOINTS}/${ID}/test`, {
      body: fakeDelivery({ type: "webhook.ping", failure_reason: "test_failed", attempts }),
    });
    const { user } = renderApp(`/settings/webhooks/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Send a test" }));
    expect(
      await screen.findByText("The test did not arrive: 500 in 1,204 ms: no success."),
    ).toBeVisible();
  });

  it("shows the secret on request only", async () => {
    const SECRET = `GET ${ENDPOINTS}/${ID}/secret`;
    server.answer(SECRET, {
      body: { secret: "whsec_abc", previous_secret: null, previous_secret_until: null },
    });
    const { user } = renderApp(`/settings/webhooks/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Show the secret" }));
    expect(await screen.findByText("whsec_abc")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Hide it" }));
    expect(screen.queryByText("whsec_abc")).toBeNull();
  });

  it("is deleted after a question, and its list stands", async () => {
    server.answer(`DELETE ${ENDPOINTS}/${ID}`, { status: 204 });
    const { router, user } = renderApp(`/settings/webhooks/${ID}`);
    await user.click(await screen.findByRole("button", { name: "Delete the webhook" }));
    const question = screen.getByRole("dialog", { name: "Delete the webhook?" });
    await user.click(within(question).getByRole("button", { name: "Delete the webhook" }));
    expect(await screen.findByText("No webhook yet")).toBeVisible();
    expect(router.state.location.pathname).toBe("/settings/webhooks");
  });
});
