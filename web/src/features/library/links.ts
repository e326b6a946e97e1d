import type { LibraryPost } from "@/lib/api/types";

interface Platform {
  name: string;
  links: boolean;
}

/**
 * The link by which a held post is analysed: its own, or, where that cannot be read (its
 * platform's are not, or its export gave none), one that means the post in the library.
 */
export function linkOf(
  post: Pick<LibraryPost, "platform" | "platform_post_id" | "url">,
  platforms: readonly Platform[] | undefined,
): string {
  const isRead = platforms?.find(({ name }) => name === post.platform)?.links ?? true;
  if (isRead && post.url !== "") return post.url;
  return `https://library.invalid/${post.platform}/${post.platform_post_id}`;
}
