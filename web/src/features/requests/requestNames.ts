import type { Post } from "@/lib/api/types";

/** "https://www.example.com/a/b" → "example.com/a/b", shortened in its middle. */
export function shortenUrl(url: string, most = 44): string {
  const bare = url.trim().replace(/^[a-z]+:\/\/(www\.)?/i, "");
  if (bare.length <= most) return bare;
  const tail = Math.floor((most - 1) / 4);
  return `${bare.slice(0, most - 1 - tail)}…${bare.slice(-tail)}`;
}

/** What to call a post: its title, else its first words; null where it has neither. */
export function namePost(post: Pick<Post, "title" | "content">): string | null {
  const firstLine = post.content?.split("\n").find((line) => line.trim() !== "");
  return post.title || firstLine?.trim() || null;
}
