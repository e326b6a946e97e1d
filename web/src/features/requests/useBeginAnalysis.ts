import { useNavigate } from "@tanstack/react-router";

import { useWishKey } from "@/lib/idempotency";

import { type AnalysisWish, useStartAnalysis } from "./queries";

/** Starts an analysis and goes to where it can be watched. */
export function useBeginAnalysis() {
  const navigate = useNavigate();
  const start = useStartAnalysis();
  const wishKey = useWishKey();

  function begin(wish: AnalysisWish): void {
    if (start.isPending) return;
    start.mutate(
      { ...wish, idempotencyKey: wishKey.keyOf(wish) },
      {
        onSuccess: (request) => {
          wishKey.onSuccess();
          void navigate({ to: "/analyse", search: { request: request.id } });
        },
        onError: wishKey.onError,
      },
    );
  }

  return { begin, isPending: start.isPending, error: start.error, reset: start.reset };
}
