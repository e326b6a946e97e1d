import type { RequestPost, RequestRead, StatusRow } from "@/lib/api/types";

type PostState = RequestPost["state"];

const STATE_OF_STAGE: Partial<Record<StatusRow["stage"], PostState>> = {
  fetching_posts: "collecting",
  social_data_fetched: "collecting",
  collecting_media: "media",
  transcribing: "transcript",
  displaying_content: "analysing",
  collecting_baseline: "baseline",
  analysing: "analysing",
  analysis_complete: "done",
  error: "failed",
};

/** After one of these the request itself holds more than its status rows tell. */
const STAGES_WITH_NEWS = new Set<StatusRow["stage"]>([
  "social_data_fetched",
  "displaying_content",
  "analysis_complete",
  "partial_success",
  "error",
]);

function movePost(post: RequestPost, row: StatusRow): RequestPost {
  if (post.position !== row.position) return post;
  return {
    ...post,
    stage: row.stage,
    state: STATE_OF_STAGE[row.stage] ?? post.state,
    progress: row.post_progress ?? post.progress,
    is_visible: post.is_visible || row.stage === "displaying_content",
    post_id: row.post_id ?? post.post_id,
    message: row.message ?? post.message,
  };
}

/**
 * A row says that the request is over before its results are here: only a read of the
 * whole may end it, else the stream would be left with the results still to come.
 */
function readStatus(request: RequestRead, row: StatusRow): RequestRead["status"] {
  return row.status === "PENDING" || row.status === "PROCESSING" ? row.status : request.status;
}

/** The request once a status row has arrived; rows seen before change nothing. */
export function applyStatus(request: RequestRead, row: StatusRow): RequestRead {
  if (request.history.some((known) => known.seq === row.seq)) return request;
  const history = [...request.history, row].sort((a, b) => a.seq - b.seq);
  // A replayed row may be older than what a read has already brought.
  if (history.at(-1) !== row) return { ...request, history };
  return {
    ...request,
    history,
    status: readStatus(request, row),
    stage: row.position === null ? row.stage : request.stage,
    progress: Math.max(request.progress, row.progress),
    cost_micro_usd: Math.max(request.cost_micro_usd, row.cost_micro_usd),
    posts: row.position === null ? request.posts : request.posts.map((post) => movePost(post, row)),
  };
}

/** Whether the request should be read again: titles, verdicts or results have come. */
export function bringsNews(row: StatusRow): boolean {
  return STAGES_WITH_NEWS.has(row.stage);
}
