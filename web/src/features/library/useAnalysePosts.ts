import { useBeginAnalysis } from "@/features/requests/useBeginAnalysis";

/** Starts an analysis of posts that are held and goes to where it can be watched. */
export function useAnalysePosts() {
  const { begin, isPending, error } = useBeginAnalysis();

  function start(urls: readonly string[]): void {
    if (urls.length > 0) begin({ postUrls: [...urls] });
  }

  return { start, isPending, error };
}
