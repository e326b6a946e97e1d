import { expect, it } from "vitest";

import type { ApiScope } from "@/lib/api/types";

import { buildCurl, groupScopes } from "./scopes";

it("puts the scopes of one area together", () => {
  const scopes = ["analysis:read", "social:read", "analysis:write"].map((scope) => ({
    scope,
    description: "",
  })) as ApiScope[];
  const groups = groupScopes(scopes).map(({ area, scopes: each }) => [area, each.length]);
  expect(groups).toEqual([
    ["analysis", 2],
    ["social", 1],
  ]);
});

it("tries a key with what it may read, and not at all where it may read nothing", () => {
  expect(buildCurl("ps_live_x", ["social:write", "social:read"], "https://a.example")).toBe(
    'curl -H "Authorization: Bearer ps_live_x" https://a.example/api/v1/social/library',
  );
  expect(buildCurl("ps_live_x", ["analysis:write"], "https://a.example")).toBeNull();
});
