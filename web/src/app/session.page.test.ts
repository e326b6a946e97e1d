import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { type FakeServer, startFakeServer } from "../../tests/fakeServer";

const REFRESH = "POST /api/v1/accounts/token/refresh";

/** The session as a page that has just been opened has it. */
async function openPage() {
  vi.resetModules();
  return await import("./session");
}

describe("startSession", () => {
  let server: FakeServer;
  beforeEach(() => {
    localStorage.clear();
    server = startFakeServer();
    server.answer(REFRESH, { body: { access_token: "t", expires_in: 600 } });
  });
  afterEach(() => localStorage.clear());

  it("asks nobody where nobody has ever signed in", async () => {
    const { startSession } = await openPage();
    await expect(startSession()).resolves.toBe("signed_out");
    expect(server.made(REFRESH)).toHaveLength(0);
  });

  it("asks by the cookie where someone has", async () => {
    localStorage.setItem("postscope.session", "in");
    const { startSession } = await openPage();
    await expect(startSession()).resolves.toBe("signed_in");
    expect(server.made(REFRESH)).toHaveLength(1);
  });

  it("stops asking once the session has ended", async () => {
    localStorage.setItem("postscope.session", "in");
    server.answer(REFRESH, { status: 401, body: {} });
    await expect((await openPage()).startSession()).resolves.toBe("signed_out");
    await expect((await openPage()).startSession()).resolves.toBe("signed_out");
    expect(server.made(REFRESH)).toHaveLength(1);
  });

  it("asks again after an outage", async () => {
    localStorage.setItem("postscope.session", "in");
    server.answer(REFRESH, { status: 503, body: {} });
    await expect((await openPage()).startSession()).resolves.toBe("no_answer");
    server.answer(REFRESH, { body: { access_token: "t", expires_in: 600 } });
    await expect((await openPage()).startSession()).resolves.toBe("signed_in");
  });
});
