import { describe, expect, it } from "vitest";

import { ApiError, buildApiError, isWorthRetrying, NoAnswer } from "./errors";

describe("buildApiError", () => {
  it("reads the one shape that errors have", () => {
    const response = new Response(null, { status: 422, headers: { "Retry-After": "30" } });
    const error = buildApiError(response, {
      error: "Two lines are not links.",
      code: "PostUrlsNotValid",
      request_id: "r-1",
      fields: [{ field: "post_urls.3", reason: "bad_id", message: "Damaged." }, "nonsense"],
    });
    expect(error).toMatchObject({
      status: 422,
      code: "PostUrlsNotValid",
      message: "Two lines are not links.",
      requestId: "r-1",
      retryAfterSeconds: 30,
      fields: [{ field: "post_urls.3", reason: "bad_id", message: "Damaged." }],
    });
  });

  it("takes whatever else comes back, keeping the request id of the header", () => {
    const response = new Response(null, { status: 502, headers: { "X-Request-Id": "r-2" } });
    expect(buildApiError(response, "<html>")).toMatchObject({ status: 502, requestId: "r-2" });
  });
});

describe("isWorthRetrying", () => {
  it("is so where another try can end otherwise", () => {
    expect(isWorthRetrying(new NoAnswer())).toBe(true);
    expect(isWorthRetrying(new ApiError(503, "UpstreamUnavailable", "Away."))).toBe(true);
    expect(isWorthRetrying(new ApiError(404, "NotFound", "Not there."))).toBe(false);
    expect(isWorthRetrying(new Error("a mistake of ours"))).toBe(false);
  });
});
