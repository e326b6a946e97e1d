import { useRef } from "react";

import { ApiError } from "@/lib/api/errors";

/** A key that makes a repeated wish the same wish: 128 random bits. */
export function buildIdempotencyKey(): string {
  // `crypto.randomUUID` is kept from pages that are served without TLS.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const MOST_ASKED = 20;
const ASKED_EVERY_MS = 1000;

/**
 * For mutations that send a key: while the first request with it is worked on (its answer was
 * lost, or its process was killed), the same wish is sent again until it is answered.
 */
export const untilAnswered = {
  retry: (asked: number, error: Error) =>
    error instanceof ApiError && error.code === "IdempotencyKeyInUse" && asked < MOST_ASKED,
  retryDelay: ASKED_EVERY_MS,
};

/**
 * One key for one wish until it was granted or refused: what is asked for a second time, since
 * no answer came or by a second click, is the same wish.
 */
export function useWishKey() {
  const held = useRef({ of: "", key: "" });
  function forget(): void {
    held.current = { of: "", key: "" };
  }
  return {
    keyOf(wish: unknown): string {
      const of = JSON.stringify(wish);
      if (held.current.of !== of) held.current = { of, key: buildIdempotencyKey() };
      return held.current.key;
    },
    onSuccess: forget,
    onError(error: Error): void {
      if (error instanceof ApiError) forget();
    },
  };
}
