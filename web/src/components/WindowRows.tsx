import {
  Fragment,
  lazy,
  type ReactNode,
  type Ref,
  Suspense,
  useImperativeHandle,
  useRef,
} from "react";

/** Above this many rows only those near the window are drawn. */
export const MOST_DRAWN = 200;

/** What draws few of many is fetched once there are many. */
const NearRows = lazy(() =>
  import("./NearRows").then((file) => ({ default: file.NearRows as typeof AllRows })),
);

export interface RowsHandle {
  /** Takes the focus to what a row has marked with `data-row-focus`, wherever the row is. */
  focusRow: (index: number) => void;
}

export interface WindowRowsProps<Item> {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** A row of about this height; it must spread `rowProps(index)` on its outermost element. */
  render: (item: Item, index: number) => ReactNode;
  estimatedHeight: number;
  ref?: Ref<RowsHandle>;
}

/** What a row of WindowRows must have on its outermost element. */
export function rowProps(index: number) {
  return { "data-row": index, "aria-rowindex": index + 2 };
}

/** The row in which an element stands, or null. */
export function findRow(element: Element | null): number | null {
  const row = element?.closest<HTMLElement>("[data-row]")?.dataset["row"];
  return row === undefined ? null : Number(row);
}

/** Takes the focus to a row, if it is drawn. */
export function focusDrawn(box: HTMLElement | null, index: number): boolean {
  const target = box?.querySelector<HTMLElement>(`[data-row="${index}"] [data-row-focus]`);
  target?.focus({ preventScroll: true });
  target?.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
  return target != null;
}

/** All rows, as long as they are few. */
function AllRows<Item>({ items, keyOf, render, ref }: WindowRowsProps<Item>) {
  const box = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => ({ focusRow: (index) => void focusDrawn(box.current, index) }));
  return (
    <div ref={box} role="rowgroup">
      {items.map((item, index) => (
        <Fragment key={keyOf(item)}>{render(item, index)}</Fragment>
      ))}
    </div>
  );
}

/** The rows of a table that scrolls with the page; however many, few are drawn. */
export function WindowRows<Item>(props: WindowRowsProps<Item>) {
  const all = <AllRows {...props} />;
  if (props.items.length <= MOST_DRAWN) return all;
  const near = props as WindowRowsProps<unknown>;
  return (
    <Suspense fallback={all}>
      <NearRows {...near} />
    </Suspense>
  );
}
