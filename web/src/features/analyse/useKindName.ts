import { useTranslation } from "react-i18next";

const KINDS = [
  "video",
  "short",
  "live",
  "post",
  "reel",
  "carousel",
  "story",
  "highlight",
  "clip",
  "space",
] as const;

/** What a kind of post is called; an unknown kind is a post. */
export function useKindName(): (kind: string | null) => string {
  const { t } = useTranslation("analyse");
  return (kind) => t(`kind.${KINDS.find((known) => known === kind) ?? "post"}`);
}
