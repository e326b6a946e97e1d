import type { ApiScope } from "@/lib/api/types";

export interface ScopeGroup {
  /** What the scopes are of: "analysis". */
  area: string;
  scopes: ApiScope[];
}

/** Scopes of one area together, in the order they come. */
export function groupScopes(scopes: readonly ApiScope[]): ScopeGroup[] {
  const groups = new Map<string, ScopeGroup>();
  for (const scope of scopes) {
    const area = scope.scope.split(":")[0] ?? "";
    const group = groups.get(area) ?? { area, scopes: [] };
    group.scopes.push(scope);
    groups.set(area, group);
  }
  return [...groups.values()];
}

/** Whether a scope changes nothing. */
export function isReadOnly(scope: string): boolean {
  return scope.endsWith(":read");
}

/** What a new key is tried with: the first that it may read. */
const TRIED_WITH: readonly (readonly [scope: string, path: string])[] = [
  ["analysis:read", "/api/v1/analysis/requests"],
  ["social:read", "/api/v1/social/library"],
  ["accounts:read", "/api/v1/accounts/me"],
  ["billing:read", "/api/v1/accounts/subscription"],
];

/** A command that calls the API with the key, or null where the key may read nothing. */
export function buildCurl(key: string, scopes: readonly string[], origin: string): string | null {
  const path = TRIED_WITH.find(([scope]) => scopes.includes(scope))?.[1];
  return path === undefined ? null : `curl -H "Authorization: Bearer ${key}" ${origin}${path}`;
}
