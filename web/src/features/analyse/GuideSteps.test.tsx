import { screen, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { fakeLimits, fakeRequest, fakeUser } from "../../../tests/factories";
import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { renderApp } from "../../../tests/renderApp";

const STORED = "postscope.guide";

describe("GuideSteps", () => {
  let server: FakeServer;
  beforeEach(() => {
    localStorage.clear();
    server = startFakeServer();
    server.answer("GET /api/v1/accounts/me", { body: fakeUser() });
    server.answer("GET /api/v1/accounts/usage/limits", { body: fakeLimits({ left: 25 }) });
    server.answer("GET /api/v1/social/demo", { body: { creators: [] } });
    serveAnalyses(1);
  });

  function serveAnalyses(count: number): void {
    const items = Array.from({ length: count }, (_, index) =>
      fakeRequest({ id: `019a0000-0000-7000-8000-00000000010${index}`, status: "COMPLETED" }),
    );
    server.answer("GET /api/v1/analysis/requests", { body: { items, next_cursor: null } });
  }

  /** The guidance, once the page stands; null where it is gone. */
  async function findSteps(): Promise<HTMLElement | null> {
    await screen.findByRole("heading", { level: 1 });
    return screen.queryByRole("region", { name: "First steps" });
  }

  it("ticks off the first analysis and points to its result", async () => {
    renderApp("/analyse");
    const steps = within(await screen.findByRole("region", { name: "First steps" }));
    const [first, second] = steps.getAllByRole("listitem");
    expect(first).toHaveTextContent("done");
    expect(second).toHaveAttribute("aria-current", "step");
    expect(steps.getByRole("link", { name: /Open its verdict/ })).toHaveAttribute(
      "href",
      "/requests/019a0000-0000-7000-8000-000000000100",
    );
  });

  it("is gone once all is done", async () => {
    localStorage.setItem(STORED, JSON.stringify({ done: ["result", "import"] }));
    renderApp("/analyse");
    expect(await findSteps()).not.toBeInTheDocument();
  });

  it("is gone for whoever has done enough elsewhere", async () => {
    serveAnalyses(5);
    renderApp("/analyse");
    expect(await findSteps()).not.toBeInTheDocument();
  });

  it("goes when it is not wanted, and stays away", async () => {
    const { user } = renderApp("/analyse");
    await user.click(await screen.findByRole("button", { name: "Hide the first steps" }));
    expect(await findSteps()).not.toBeInTheDocument();
    expect(localStorage.getItem(STORED)).toContain('"isDismissed":true');
  });

  it("takes damaged memory for none", async () => {
    localStorage.setItem(STORED, '{"done": 7');
    renderApp("/analyse");
    expect(await screen.findByRole("region", { name: "First steps" })).toBeVisible();
  });
});
