import type { ReactNode } from "react";

import { Button } from "./Button";

export interface MoreButtonProps {
  /** A list that comes page by page. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  className?: string;
  children: ReactNode;
}

/** Brings the next page of a list, while there is one. */
export function MoreButton({ list, className, children }: MoreButtonProps) {
  if (!list.hasNextPage) return null;
  return (
    <Button
      className={className}
      busy={list.isFetchingNextPage}
      onClick={() => void list.fetchNextPage()}
    >
      {children}
    </Button>
  );
}
