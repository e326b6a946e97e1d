import { useNavigate } from "@tanstack/react-router";
import { useRef } from "react";

import { useStartAnalysis } from "@/features/requests/queries";
import { buildIdempotencyKey } from "@/lib/idempotency";

/**
 * Starts an analysis of posts that are held and goes to where it can be watched. The same
 * posts have one key until they were started: a second click is the same wish.
 */
export function useAnalysePosts() {
  const navigate = useNavigate();
  const start = useStartAnalysis();
  const held = useRef({ of: "", key: "" });

  function begin(urls: readonly string[]): void {
    if (urls.length === 0 || start.isPending) return;
    const of = urls.join("\n");
    if (held.current.of !== of) held.current = { of, key: buildIdempotencyKey() };
    start.mutate(
      { postUrls: [...urls], idempotencyKey: held.current.key },
      {
        onSuccess: (request) => {
          held.current = { of: "", key: "" };
          void navigate({ to: "/analyse", search: { request: request.id } });
        },
      },
    );
  }

  return { start: begin, isPending: start.isPending, error: start.error };
}
