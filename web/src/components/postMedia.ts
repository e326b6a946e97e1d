import type { Post, PostMedia } from "@/lib/api/types";

/** What is shown of a post, one after the other, and the picture that a video waits with. */
export interface ShownMedia {
  media: PostMedia[];
  poster: string | null;
}

/**
 * The media of which a copy is held, in their order. A thumbnail stands for a video that
 * is not held; beside the video itself it is only its poster.
 */
export function chooseMedia(post: Pick<Post, "media">): ShownMedia {
  const held = post.media.filter((medium) => medium.url !== null);
  const own = held.filter((medium) => medium.kind !== "thumbnail");
  const thumbnail = held.find((medium) => medium.kind === "thumbnail");
  if (own.length > 0) return { media: own, poster: thumbnail?.url ?? null };
  return { media: thumbnail === undefined ? [] : [thumbnail], poster: null };
}

export type MediaShape = "wide" | "square" | "tall";

/** The shape of the frame: one for all media of a post, so that nothing jumps. */
export function chooseShape(media: readonly PostMedia[], format: string): MediaShape {
  const first = media.find((medium) => medium.width !== null && medium.height !== null);
  if (!first?.width || !first.height) {
    return ["reel", "short", "story"].includes(format) ? "tall" : "wide";
  }
  const ratio = first.width / first.height;
  if (ratio >= 1.2) return "wide";
  return ratio > 0.85 ? "square" : "tall";
}
