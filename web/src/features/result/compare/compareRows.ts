import type { EvidenceItem, PostAnalysis, RequestPost, RequestRead } from "@/lib/api/types";

import { findOutlierItem } from "../findEvidence";

export const COMPARE_SORTS = ["order", "multiple", "value", "rate", "newest"] as const;
export type CompareSort = (typeof COMPARE_SORTS)[number];

/** One post among those of its analysis; without a result, only its place. */
export interface CompareRow {
  post: RequestPost;
  analysis: PostAnalysis | undefined;
  multiple: number | null;
  value: number | null;
  /** Multiples of the creator's other posts, ascending. */
  others: number[];
  /** The rate of engagement that is laid beside the others' and published ones. */
  rate: EvidenceItem | undefined;
  publishedAt: string | null;
}

function listMultiples(analysis: PostAnalysis): number[] {
  const { usual } = analysis.evidence.verdict;
  const values = findOutlierItem(analysis.evidence)?.comparison?.values ?? [];
  return usual === null ? [] : values.map((value) => (value + 1) / (usual + 1));
}

/** The posts of an analysis, each with what a comparison of them needs, in their order. */
export function buildCompareRows(request: Pick<RequestRead, "posts" | "results">): CompareRow[] {
  return request.posts.map((post) => {
    const analysis = request.results.find((result) => result.position === post.position);
    const evidence = analysis?.evidence;
    return {
      post,
      analysis,
      multiple: evidence?.verdict.multiple ?? null,
      value: evidence?.verdict.value ?? null,
      others: analysis === undefined ? [] : listMultiples(analysis),
      rate: evidence?.items.find((item) => item.group === "engagement"),
      publishedAt: evidence?.subject.published_at ?? null,
    };
  });
}

function readRate(row: CompareRow): number | null {
  return typeof row.rate?.value === "number" ? row.rate.value : null;
}

const KEYS: Record<CompareSort, (row: CompareRow) => number | null> = {
  order: (row) => -row.post.position,
  multiple: (row) => row.multiple,
  value: (row) => row.value,
  rate: readRate,
  newest: (row) => (row.publishedAt === null ? null : Date.parse(row.publishedAt)),
};

/** The largest first, what is not known last, equals in their own order. */
export function sortCompareRows(rows: readonly CompareRow[], sort: CompareSort): CompareRow[] {
  const key = KEYS[sort];
  return [...rows].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left === right) return a.post.position - b.post.position;
    if (left === null) return 1;
    if (right === null) return -1;
    return right - left;
  });
}
