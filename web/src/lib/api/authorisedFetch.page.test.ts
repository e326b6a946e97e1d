import { beforeEach, describe, expect, it } from "vitest";

import { type FakeServer, startFakeServer } from "../../../tests/fakeServer";
import { currentToken, dropToken, holdToken, onSessionEnd } from "./accessToken";
import { authorisedFetch } from "./authorisedFetch";
import { NoAnswer } from "./errors";

const REFRESH = "POST /api/v1/accounts/token/refresh";
const ME = "GET /api/v1/accounts/me";
const address = new URL("/api/v1/accounts/me", window.location.origin);

function answerToToken(server: FakeServer, good: string): void {
  server.answer(ME, (request) => ({
    status: request.headers.get("Authorization") === `Bearer ${good}` ? 200 : 401,
  }));
}

describe("authorisedFetch", () => {
  let server: FakeServer;
  beforeEach(() => {
    server = startFakeServer();
    dropToken();
  });

  it("sends the token that is held", async () => {
    holdToken("one", 600);
    answerToToken(server, "one");
    expect((await authorisedFetch(address)).status).toBe(200);
    expect(server.made(REFRESH)).toHaveLength(0);
  });

  it("renews a refused token once and sends the call again with its body", async () => {
    holdToken("stale", 600);
    server.answer(REFRESH, { body: { access_token: "fresh", expires_in: 600 } });
    const bodies: string[] = [];
    server.answer("POST /api/v1/analysis/analyze", async (request) => {
      bodies.push(await request.text());
      const isGood = request.headers.get("Authorization") === "Bearer fresh";
      return { status: isGood ? 202 : 401 };
    });
    const response = await authorisedFetch(
      new URL("/api/v1/analysis/analyze", window.location.origin),
      { method: "POST", body: "links" },
    );
    expect(response.status).toBe(202);
    expect(bodies).toEqual(["links", "links"]);
  });

  it("asks for one token, however many calls were refused at once", async () => {
    holdToken("stale", 600);
    answerToToken(server, "fresh");
    server.answer(REFRESH, { body: { access_token: "fresh", expires_in: 600 } });
    const answers = await Promise.all([1, 2, 3, 4].map(() => authorisedFetch(address)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(server.made(REFRESH)).toHaveLength(1);
  });

  it("renews a token that is about to expire before it is sent", async () => {
    holdToken("old", 5);
    answerToToken(server, "fresh");
    server.answer(REFRESH, { body: { access_token: "fresh", expires_in: 600 } });
    expect((await authorisedFetch(address)).status).toBe(200);
    expect(server.made(ME)).toHaveLength(1);
  });

  it("ends the session where the refresh is refused", async () => {
    holdToken("stale", 600);
    server.answer(ME, { status: 401 });
    server.answer(REFRESH, { status: 401 });
    let ends = 0;
    const stop = onSessionEnd(() => (ends += 1));
    expect((await authorisedFetch(address)).status).toBe(401);
    stop();
    expect(ends).toBe(1);
    expect(await currentToken()).toBeNull();
  });

  it("keeps the session where the server is only away", async () => {
    holdToken("stale", 600);
    server.answer(ME, { status: 401 });
    server.answer(REFRESH, { status: 503 });
    await expect(authorisedFetch(address)).rejects.toBeInstanceOf(NoAnswer);
    expect(await currentToken()).toBe("stale");
  });

  it("tells an unreachable server from one that refuses", async () => {
    server.answer(ME, () => Promise.reject(new TypeError("fetch failed")));
    await expect(authorisedFetch(address)).rejects.toBeInstanceOf(NoAnswer);
  });
});
