import { currentToken, dropToken, refreshToken } from "./accessToken";
import { NoAnswer } from "./errors";

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NoAnswer(error instanceof Error ? error.message : "No answer");
  }
}

/**
 * `fetch` with the access token. A 401 is answered by one refresh and one more try;
 * if the session is over, every tab learns it.
 *
 * Raises NoAnswer where the network or the server is away.
 */
export async function authorisedFetch(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const request = new Request(input, init);
  const again = request.clone();
  const token = await currentToken();
  const response = await send(request, token);
  if (response.status !== 401 || token === null) return response;
  const outcome = await refreshToken(token);
  if (outcome === "no_answer") throw new NoAnswer("The session could not be renewed.");
  if (outcome === "signed_out") {
    dropToken();
    return response;
  }
  return send(again, await currentToken());
}
