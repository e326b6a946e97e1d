import type { UsageLimits } from "@/lib/api/types";

/** Why the posts in the box cannot all be analysed now. */
export type LimitObstacle =
  | { kind: "none_left"; perDay: number; resetsAt: string }
  | { kind: "too_many_today"; left: number; perDay: number; over: number }
  | { kind: "too_many_at_once"; most: number; over: number };

/** What stands against `count` posts, or null; unknown limits stand against nothing. */
export function judgeLimits(count: number, limits: UsageLimits | undefined): LimitObstacle | null {
  if (limits === undefined || count === 0) return null;
  const most = limits.limits.max_urls.limit;
  const { left, limit: perDay } = limits.limits.max_analyses_per_day;
  if (left === 0) return { kind: "none_left", perDay, resetsAt: limits.resets_at };
  if (count > most) return { kind: "too_many_at_once", most, over: count - most };
  if (count > left) return { kind: "too_many_today", left, perDay, over: count - left };
  return null;
}
