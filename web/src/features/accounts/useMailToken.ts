import { useLocation } from "@tanstack/react-router";

/** The token behind the `#` of a mailed link, which browsers send to nobody; null without. */
export function useMailToken(): string | null {
  const hash = useLocation({ select: (location) => location.hash });
  return new URLSearchParams(hash).get("token") || null;
}
