import type {
  Comparison,
  EvidenceItem,
  ImportPreview,
  ImportRead,
  LibraryPost,
  OutlierVerdict,
  Post,
  PostAnalysis,
  RequestPost,
  RequestRead,
  StatusRow,
  UsageLimits,
  User,
} from "@/lib/api/types";

export const REQUEST_ID = "019a0000-0000-7000-8000-000000000001";
export const IMPORT_ID = "019a0000-0000-7000-8000-000000000005";
const POST_ID = "019a0000-0000-7000-8000-000000000002";
const AT = "2026-11-05T15:00:00Z";

export function fakeLimits({ left }: { left: number }): UsageLimits {
  const limit = (most: number, remaining = most) => ({
    limit: most,
    used: most - remaining,
    reserved: 0,
    left: remaining,
  });
  return {
    plan: {
      id: "free",
      name: "Free",
      amount_minor: 0,
      currency: "USD",
      interval: "month",
      max_urls: 20,
      max_analyses_per_day: 25,
      max_handles: 1,
      max_questions_per_day: 20,
      max_generations_per_day: 5,
    },
    limits: {
      max_urls: limit(20),
      max_analyses_per_day: limit(25, left),
      max_handles: { limit: 1 },
      max_questions_per_day: limit(20),
      max_generations_per_day: limit(5),
    },
    date: "2026-11-05",
    timezone: "Europe/Berlin",
    resets_at: "2026-11-05T23:00:00Z",
  };
}

export function fakeUser(): User {
  return {
    id: "019a0000-0000-7000-8000-00000000000a",
    email: "runa@kelp.example",
    email_verified: true,
    full_name: "Runa Falk",
    company_name: null,
    profile_image: null,
    timezone: "Europe/Berlin",
    language: "en",
    role: "user",
    created_at: AT,
  };
}

export function fakeRequestPost(overrides: Partial<RequestPost> = {}): RequestPost {
  return {
    position: 0,
    url: "https://demo.invalid/youtube/kelp-1",
    canonical_url: "https://demo.invalid/youtube/kelp-1",
    platform: "youtube",
    kind: "video",
    post_id: POST_ID,
    state: "media",
    stage: "collecting_media",
    progress: 25,
    is_visible: false,
    is_invented: true,
    title: "Kelp, dried on a roof",
    source: "demo",
    held_age_seconds: null,
    reason: null,
    message: null,
    words_reason: null,
    words_message: null,
    analysis_id: null,
    outlier_multiple: null,
    band: null,
    ...overrides,
  };
}

export function fakeRow(overrides: Partial<StatusRow> = {}): StatusRow {
  return {
    seq: 1,
    stage: "request_created",
    status: "PROCESSING",
    position: null,
    post_id: null,
    progress: 0,
    post_progress: null,
    message: null,
    cost_micro_usd: 0,
    details: {},
    at: AT,
    ...overrides,
  };
}

export function fakeRequest(overrides: Partial<RequestRead> = {}): RequestRead {
  return {
    id: REQUEST_ID,
    status: "PROCESSING",
    stage: "collecting_media",
    progress: 25,
    platform: "youtube",
    display_name: "Kelp Roof",
    counts: { total: 1, done: 0, failed: 0 },
    error: null,
    is_retryable: false,
    retry_count: 0,
    max_retries: 3,
    cost_micro_usd: 0,
    total_api_calls: 0,
    duration_seconds: null,
    created_at: AT,
    finished_at: null,
    post_urls: ["https://demo.invalid/youtube/kelp-1"],
    creator: null,
    posts: [fakeRequestPost()],
    results: [],
    history: [fakeRow()],
    ...overrides,
  };
}

export function fakeComparison(overrides: Partial<Comparison> = {}): Comparison {
  return {
    values: [900, 1000, 1000, 1100, 1200, 1300, 1500, 4000],
    this: 6000,
    median: 1150,
    quartile_low: 1000,
    quartile_high: 1350,
    scale: "log",
    bands: [],
    ...overrides,
  };
}

export function fakeItem(overrides: Partial<EvidenceItem> = {}): EvidenceItem {
  return {
    id: "E1",
    kind: "outlier_multiple",
    group: "result",
    label: "Views",
    value: 6000,
    display: "6,000",
    unit: "views",
    basis: "views",
    usual: 1150,
    usual_display: "1,150",
    difference: 5.2,
    difference_display: "5.2×",
    standing: "higher",
    sample_size: 8,
    sample: "comparable videos, nearest in time",
    share: null,
    comparison: fakeComparison(),
    published: [],
    source: "outlier multiple, version 1",
    marks: [],
    detail: null,
    ...overrides,
  };
}

export function fakeVerdict(overrides: Partial<OutlierVerdict> = {}): OutlierVerdict {
  return {
    baseline_state: "ready",
    basis: "views",
    value: 6000,
    usual: 1150,
    multiple: 5.2,
    band: "outlier",
    is_viral: true,
    percentile: 1,
    robust_z: 4,
    interval: { low: 4, high: 6, coverage: 0.93, method: "order statistics" },
    sample_size: 8,
    needed: 8,
    rule: "outlier multiple, version 1",
    ...overrides,
  };
}

const claim = (text: string, ...ids: string[]) => ({ text, evidence_ids: ids });

export function fakeAnalysis(overrides: Partial<PostAnalysis> = {}): PostAnalysis {
  return {
    id: "019a0000-0000-7000-8000-000000000003",
    request_id: REQUEST_ID,
    position: 0,
    post_id: POST_ID,
    is_viral: true,
    virality_reasoning: [
      claim("Five times what this channel usually gets.", "E1"),
      claim("It is shorter than the others.", "E2", "E1"),
    ],
    quick_takeaways: [claim("The views stand out.", "E1")],
    creator_context: claim("Kelp Roof on YouTube.", "E3"),
    content_observation: {
      summary: claim("A video about kelp.", "E3"),
      opening: "This is kelp.",
      points: [],
    },
    replicable_elements: [
      { element: "Keep it short", how: "Five minutes at most.", evidence_ids: ["E2"] },
    ],
    viral_formula: claim("One plant, one roof.", "E1"),
    improvements: [claim("Say the price.", "E2")],
    suggestions_for_future_posts: [1, 2, 3, 4].map((number) => ({
      title: `Idea ${number}`,
      hook: "It begins here.",
      format: "Video, about 5 minutes",
      why: "One thing changes.",
      evidence_ids: ["E1"],
    })),
    evidence: {
      subject: {
        post_id: POST_ID,
        platform: "youtube",
        platform_name: "YouTube",
        format: "video",
        format_singular: "video",
        format_plural: "videos",
        creator_name: "Kelp Roof",
        title: "Kelp, dried on a roof",
        published_at: AT,
        metrics_as_of: AT,
        timezone: "Europe/Berlin",
        is_invented: true,
      },
      verdict: fakeVerdict(),
      items: [
        fakeItem(),
        fakeItem({
          id: "E2",
          kind: "duration",
          group: "form",
          label: "Length",
          value: 300,
          display: "5:00",
          unit: "seconds",
          usual: 600,
          usual_display: "10:00",
          difference_display: "−50 %",
          comparison: fakeComparison({ this: 300, median: 600, values: [500, 600, 700] }),
        }),
        fakeItem({
          id: "E3",
          kind: "creator_account",
          label: "Kelp Roof on YouTube",
          display: "900 subscribers",
          usual: null,
          usual_display: null,
          difference_display: null,
          comparison: null,
        }),
      ],
      missing: [{ name: "no_growth", message: "Measured once: how it grew is not known." }],
    },
    removed: [],
    metadata_used: {},
    provider: "offline",
    model: "rules",
    prompt_version: "v1",
    cost_micro_usd: 0,
    latency_ms: 40,
    created_at: AT,
    ...overrides,
  };
}

export function fakePost(overrides: Partial<Post> = {}): Post {
  return {
    id: POST_ID,
    platform: "youtube",
    platform_post_id: "kelp-1",
    url: "https://demo.invalid/youtube/kelp-1",
    username: "kelproof",
    creator_key: "kelproof",
    creator_name: "Kelp Roof",
    format: "video",
    title: "Kelp, dried on a roof",
    content: "How it is done.",
    published_at: AT,
    duration_seconds: 300,
    metrics: { views: 6000, likes: 300, comments: 20, followers: 900 },
    metrics_as_of: AT,
    engagement_score: null,
    engagement_denominator: null,
    transcript: null,
    formatted_transcript: null,
    transcript_state: "missing",
    transcript_source: null,
    transcript_language: null,
    comments: [],
    is_invented: true,
    is_own: false,
    origin: "demo",
    fetched_at: AT,
    media: [],
    ...overrides,
  };
}

export function fakePreview(overrides: Partial<ImportPreview> = {}): ImportPreview {
  return {
    kind: "csv",
    source: null,
    encoding: "utf-8",
    encoding_is_certain: true,
    delimiter: ",",
    account: null,
    columns: [
      { name: "headline", samples: ["Kelp, dried on a roof"], field: "title", is_certain: true },
      { name: "hits", samples: ["1,234", "12"], field: "views", is_certain: false },
      { name: "note", samples: [""], field: null, is_certain: false },
    ],
    mapping: { title: "headline", views: "hits" },
    options: {
      timezone: null,
      date_order: null,
      number_format: null,
      time_format: null,
      platform: "youtube",
      account: "kelproof",
    },
    questions: [],
    rows: [
      {
        row_number: 1,
        post: {
          platform: "youtube",
          id: "kelp-1",
          url: null,
          creator: "kelproof",
          kind: "video",
          title: "Kelp, dried on a roof",
          text: null,
          published_at: AT,
          duration_seconds: 300,
          metrics: { views: 1234 },
          as_of: null,
          media_count: 0,
        },
        reason: null,
        field: null,
        message: null,
      },
      {
        row_number: 2,
        post: null,
        reason: "bad_number",
        field: "views",
        message: "“many” in column hits is no number.",
      },
    ],
    found: fakeFound(),
    is_whole: true,
    sample: { rows: 2, readable: 1, refused: 1 },
    ...overrides,
  };
}

export function fakeFound(): ImportPreview["found"] {
  return {
    posts: 1,
    first_published_at: AT,
    last_published_at: AT,
    figures: [{ name: "views", sum: 1234, posts: 1 }],
    skipped: [{ reason: "bad_number", count: 1, message: "“many” in column hits is no number." }],
  };
}

export function fakeImport(overrides: Partial<ImportRead> = {}): ImportRead {
  return {
    id: IMPORT_ID,
    status: "COMPLETED",
    file_name: "posts.csv",
    kind: "csv",
    source: null,
    found: null,
    account: null,
    encoding: "utf-8",
    size_bytes: 2_200_000,
    as_of: AT,
    progress: 1,
    totals: { rows: 12, imported: 9, updated: 1, duplicate: 0, refused: 2 },
    error: null,
    created_at: AT,
    finished_at: AT,
    ...overrides,
  };
}

type Standing = LibraryPost["standing"];

export function fakeStanding(overrides: Partial<Standing> = {}): Standing {
  return {
    state: "ready",
    basis: "views",
    value: 6000,
    usual: 1150,
    multiple: 5.2,
    band: "outlier",
    sample_size: 8,
    needed: 8,
    others: [0.8, 0.9, 0.9, 1, 1, 1.1, 1.3, 3.5],
    computed_at: AT,
    ...overrides,
  };
}

export function fakeLibraryPost(overrides: Partial<LibraryPost> = {}): LibraryPost {
  // The transcript, which a list leaves out, does no harm here.
  const post = fakePost({ is_invented: false, origin: "import", is_own: true });
  return {
    ...post,
    standing: fakeStanding(),
    via: "import",
    added_at: AT,
    preview: null,
    is_saved: false,
    saved_at: null,
    ...overrides,
  };
}
