import type { QueryClient } from "@tanstack/react-query";

import { onSessionEnd } from "@/lib/api/accessToken";

import type { buildRouter } from "./router";
import { noteSessionEnd } from "./session";

/** When the session ends, wherever it was ended, nothing of it is shown any longer. */
export function leaveOnSessionEnd(
  router: ReturnType<typeof buildRouter>,
  queries: QueryClient,
): () => void {
  return onSessionEnd(() => {
    noteSessionEnd();
    queries.clear();
    void router.invalidate();
  });
}
