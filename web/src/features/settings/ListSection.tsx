import type { UseQueryResult } from "@tanstack/react-query";
import { type LucideIcon, Plus } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/Button";
import { EmptySection } from "@/components/EmptySection";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";

import { SettingsSection } from "./SettingsSection";

export interface ListSectionProps<Item> {
  title: string;
  lead: ReactNode;
  list: UseQueryResult<{ items: Item[] }>;
  renderItem: (item: Item) => ReactNode;
  /** Verb and object: what the button does. */
  makeLabel: string;
  onMake: () => void;
  /** What stands here while there is nothing yet. */
  empty: { Icon: LucideIcon; title: string; lead: string };
  /** Over the list, such as what was just made. */
  note?: ReactNode;
  /** What opens over the page. */
  children?: ReactNode;
}

function LoadingRows() {
  return (
    <LoadingShapes>
      {[0, 1].map((index) => (
        <div
          key={index}
          className="flex h-[88px] flex-col justify-center gap-2 border-b border-line"
        >
          <Skeleton className="h-4 w-44" />
          <Skeleton className="h-3.5 w-32" />
          <Skeleton className="h-3 w-64 max-w-full" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** The few things of a kind that a user has made, and the way to another. */
export function ListSection<Item>(props: ListSectionProps<Item>) {
  const { title, lead, list, empty } = props;
  const isEmpty = list.data?.items.length === 0;
  const make = (
    <Button
      kind="primary"
      onClick={props.onMake}
      icon={<Plus aria-hidden className="size-4" strokeWidth={1.75} />}
    >
      {props.makeLabel}
    </Button>
  );
  return (
    <SettingsSection isFirst title={title} lead={lead} action={!isEmpty && make}>
      {props.note}
      {list.isPending && <LoadingRows />}
      {list.error !== null && list.data === undefined && (
        <ErrorState inSection error={list.error} onRetry={() => void list.refetch()} />
      )}
      {isEmpty && (
        <EmptySection Icon={empty.Icon} title={empty.title} action={make}>
          {empty.lead}
        </EmptySection>
      )}
      {list.data !== undefined && !isEmpty && (
        <ul aria-label={title} className="border-t border-line-2">
          {list.data.items.map(props.renderItem)}
        </ul>
      )}
      {props.children}
    </SettingsSection>
  );
}
