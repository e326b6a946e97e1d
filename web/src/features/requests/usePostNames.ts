import { useQuery } from "@tanstack/react-query";

import type { Post, RequestPost, RequestRead } from "@/lib/api/types";

import { requestPostsQuery } from "./queries";
import { namePost, shortenUrl } from "./requestNames";

export interface PostNames {
  /** The post as it stands on its platform, once it has been collected. */
  find: (post: RequestPost) => Post | undefined;
  /** Its title, else its first words, else its link. */
  name: (post: RequestPost) => string;
  isLoading: boolean;
}

/** The posts of a request, and what to call them. */
export function usePostNames(request: RequestRead): PostNames {
  const { data, isLoading } = useQuery(requestPostsQuery(request));
  const find = (post: RequestPost): Post | undefined =>
    data?.items.find((each) => each.id === post.post_id);
  return {
    find,
    name: (post) => {
      const collected = find(post);
      const known = post.title || (collected && namePost(collected));
      return known || shortenUrl(post.canonical_url);
    },
    isLoading,
  };
}
