import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { limitsQuery } from "@/features/accounts/queries";
import { authorisedFetch } from "@/lib/api/authorisedFetch";
import type { RequestRead, StatusRow } from "@/lib/api/types";
import { followStream, type StreamState } from "@/lib/sse/stream";

import { applyStatus, bringsNews } from "./applyStatus";
import { postsKey, requestQuery, requestsQuery } from "./queries";

/** Reads of the whole request are at least this far apart while rows pour in. */
const READ_PAUSE_MS = 700;

/** Whether the request may still change by itself. */
export function isUnderWay(request: Pick<RequestRead, "status"> | undefined): boolean {
  return request?.status === "PENDING" || request?.status === "PROCESSING";
}

/**
 * One request, kept up to date: read once, then moved by its event stream, and read
 * again whenever the stream says that there is more than it tells.
 */
export function useLiveRequest(requestId: string) {
  const queries = useQueryClient();
  const query = useQuery(requestQuery(requestId));
  const [connection, setConnection] = useState<StreamState>("connecting");
  const isFollowed = isUnderWay(query.data);

  useEffect(() => {
    if (!isFollowed) return;
    const { queryKey } = requestQuery(requestId);
    const stop = new AbortController();
    let pending: ReturnType<typeof setTimeout> | undefined;

    function readAgain(): void {
      pending ??= setTimeout(() => {
        pending = undefined;
        void queries.invalidateQueries({ queryKey });
        void queries.invalidateQueries({ queryKey: postsKey(requestId) });
      }, READ_PAUSE_MS);
    }

    function finish(): void {
      void queries.invalidateQueries({ queryKey });
      void queries.invalidateQueries({ queryKey: postsKey(requestId) });
      void queries.invalidateQueries({ queryKey: requestsQuery.queryKey });
      void queries.invalidateQueries({ queryKey: limitsQuery.queryKey });
    }

    const known = queries.getQueryData<RequestRead>(queryKey);
    void followStream({
      url: `/api/v1/analysis/requests/${requestId}/events`,
      lastEventId: String(known?.history.at(-1)?.seq ?? 0),
      fetch: authorisedFetch,
      signal: stop.signal,
      onState: setConnection,
      onEvent: (event) => {
        if (event.event === "end") {
          finish();
          return true;
        }
        if (event.event !== "status") return false;
        const row = JSON.parse(event.data) as StatusRow;
        const before = queries.getQueryData<RequestRead>(queryKey);
        if (before !== undefined) queries.setQueryData(queryKey, applyStatus(before, row));
        if (bringsNews(row)) readAgain();
        return false;
      },
    });
    return () => {
      stop.abort();
      clearTimeout(pending);
    };
  }, [isFollowed, queries, requestId]);

  return { ...query, connection };
}
