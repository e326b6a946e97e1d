/** A key that makes a repeated wish the same wish: 128 random bits. */
export function buildIdempotencyKey(): string {
  // `crypto.randomUUID` is kept from pages that are served without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
