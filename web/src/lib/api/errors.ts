/** A field that the server would not take; `field` is a path such as `post_urls.3`. */
export interface FieldProblem {
  field: string;
  reason: string;
  message: string;
}

/** The server answered, and the answer is a refusal. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    /** The name of what happened, e.g. `DailyAnalysisLimitReached`. */
    readonly code: string,
    message: string,
    readonly requestId: string | null = null,
    readonly fields: readonly FieldProblem[] = [],
    /** Seconds until another try can succeed, where the server says so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }
}

/** No answer came: the network is away, or the server is. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function readField(value: unknown): FieldProblem[] {
  if (!isRecord(value) || typeof value["field"] !== "string") return [];
  return [
    {
      field: value["field"],
      reason: String(value["reason"] ?? ""),
      message: String(value["message"] ?? ""),
    },
  ];
}

function readRetryAfter(response: Response): number | null {
  const header = response.headers.get("Retry-After");
  const seconds = header === null ? Number.NaN : Number(header);
  return Number.isFinite(seconds) ? seconds : null;
}

/** The error that a refused response stands for; bodies of any shape are taken. */
export function buildApiError(response: Response, body: unknown): ApiError {
  const fromHeader = response.headers.get("X-Request-Id");
  if (!isRecord(body)) {
    return new ApiError(
      response.status,
      "UnexpectedAnswer",
      `The server answered ${response.status}.`,
      fromHeader,
      [],
      readRetryAfter(response),
    );
  }
  const fields = Array.isArray(body["fields"]) ? body["fields"].flatMap(readField) : [];
  return new ApiError(
    response.status,
    typeof body["code"] === "string" ? body["code"] : "UnexpectedAnswer",
    typeof body["error"] === "string" ? body["error"] : `The server answered ${response.status}.`,
    typeof body["request_id"] === "string" ? body["request_id"] : fromHeader,
    fields,
    readRetryAfter(response),
  );
}

/** Whether a further try could end otherwise: the server's fault, or no answer. */
export function isWorthRetrying(error: unknown): boolean {
  if (error instanceof NoAnswer) return true;
  return error instanceof ApiError && (error.status >= 500 || error.status === 408);
}
