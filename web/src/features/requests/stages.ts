import type { Post, RequestPost, StatusRow } from "@/lib/api/types";

type CollectedPost = Pick<Post, "media" | "transcript">;

export const STAGE_NAMES = ["post", "media", "transcript", "evidence", "explain"] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** `not_needed`: a text has no speech; `ended`: the post stopped here. */
export type StageMark = "waiting" | "now" | "done" | "not_needed" | "ended";

const COLUMN_OF_STAGE: Partial<Record<StatusRow["stage"], number>> = {
  fetching_posts: 0,
  social_data_fetched: 0,
  collecting_media: 1,
  transcribing: 2,
  displaying_content: 3,
  collecting_baseline: 3,
  analysing: 4,
};

const COLUMN_OF_STATE: Record<RequestPost["state"], number> = {
  waiting: -1,
  collecting: 0,
  media: 1,
  transcript: 2,
  baseline: 3,
  analysing: 3,
  done: STAGE_NAMES.length,
  failed: 0,
  cancelled: 0,
  duplicate: 0,
};

/** The post went no further, for whatever reason. */
const OVER = new Set<RequestPost["state"]>(["failed", "cancelled", "duplicate"]);

function rowsOf(post: RequestPost, history: readonly StatusRow[]): StatusRow[] {
  return history.filter((row) => row.position === post.position);
}

/** The column that the post is in; the state alone does not part evidence from words. */
function findColumn(post: RequestPost): number {
  const byStage = post.state === "analysing" ? COLUMN_OF_STAGE[post.stage] : undefined;
  return byStage ?? COLUMN_OF_STATE[post.state];
}

/** The last column that the post entered, judged by its own status rows. */
function lastColumn(rows: readonly StatusRow[]): number {
  return Math.max(0, ...rows.map((row) => COLUMN_OF_STAGE[row.stage] ?? 0));
}

/** A text has no media, a picture no speech: then there was nothing to be done. */
function isSkipped(name: StageName, collected: CollectedPost | undefined): boolean {
  if (collected === undefined) return false;
  if (name === "media") return collected.media.length === 0;
  return name === "transcript" && !collected.transcript;
}

/** Where a post stands in each of the five stages. */
export function markStages(
  post: RequestPost,
  history: readonly StatusRow[],
  collected?: CollectedPost,
): Record<StageName, StageMark> {
  const rows = rowsOf(post, history);
  const isOver = OVER.has(post.state);
  const column = isOver ? lastColumn(rows) : findColumn(post);
  const marks = STAGE_NAMES.map((name, index): [StageName, StageMark] => {
    if (index < column) return [name, isSkipped(name, collected) ? "not_needed" : "done"];
    if (index > column) return [name, "waiting"];
    return [name, isOver ? "ended" : "now"];
  });
  return Object.fromEntries(marks) as Record<StageName, StageMark>;
}

/** Seconds that a running request still takes, or null while that is a guess in the dark. */
export function estimateSecondsLeft(progress: number, elapsedSeconds: number): number | null {
  if (progress < 15 || progress >= 100 || elapsedSeconds < 3) return null;
  return (elapsedSeconds * (100 - progress)) / progress;
}
