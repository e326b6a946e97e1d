import { currentToken, dropToken, refreshToken } from "./accessToken";
import { buildApiError, NoAnswer } from "./errors";

export interface UploadOptions {
  form: FormData;
  signal: AbortSignal;
  /** Bytes that have left this computer, of all. */
  onProgress: (sent: number, total: number) => void;
}

interface Answer {
  status: number;
  text: string;
  headers: Headers;
}

function readHeaders(raw: string): Headers {
  const headers = new Headers();
  for (const line of raw.trim().split(/\r?\n/)) {
    const at = line.indexOf(":");
    if (at > 0) headers.append(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return headers;
}

/** One try. `fetch` does not tell how much of a body has been sent; this does. */
function send(path: string, token: string | null, options: UploadOptions): Promise<Answer> {
  const { form, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const end = (settle: () => void): void => {
      signal.removeEventListener("abort", abort);
      settle();
    };
    request.open("POST", path);
    if (token !== null) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded, event.total));
    request.addEventListener("load", () =>
      end(() =>
        resolve({
          status: request.status,
          text: request.responseText,
          headers: readHeaders(request.getAllResponseHeaders()),
        }),
      ),
    );
    request.addEventListener("error", () =>
      end(() => reject(new NoAnswer("The line broke while the file was sent."))),
    );
    request.addEventListener("abort", () =>
      end(() => reject(new DOMException("Given up", "AbortError"))),
    );
    signal.addEventListener("abort", abort);
    if (signal.aborted) end(() => reject(new DOMException("Given up", "AbortError")));
    else request.send(form);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Sends a form and tells how much of it is on its way; otherwise as `authorisedFetch`:
 * a 401 is answered by one refresh and one more try.
 *
 * Raises ApiError, NoAnswer, or AbortError when given up.
 */
export async function uploadForm(path: string, options: UploadOptions): Promise<unknown> {
  const token = await currentToken();
  let answer = await send(path, token, options);
  if (answer.status === 401 && token !== null) {
    const outcome = await refreshToken(token);
    if (outcome === "no_answer") throw new NoAnswer("The session could not be renewed.");
    if (outcome === "refreshed") answer = await send(path, await currentToken(), options);
    else dropToken();
  }
  const body = parse(answer.text);
  if (answer.status >= 400 || answer.status === 0) {
    throw buildApiError(
      new Response(null, { status: answer.status, headers: answer.headers }),
      body,
    );
  }
  return body;
}
