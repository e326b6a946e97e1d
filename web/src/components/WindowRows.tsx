import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type ReactNode, type Ref, useImperativeHandle, useRef } from "react";

/** Above this many rows only those near the window are drawn. */
export const MOST_DRAWN = 200;
const FRAMES_TO_WAIT = 20;

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

function focusDrawn(box: HTMLElement | null, index: number): boolean {
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

/** The rows near the window, in a box as high as all of them. */
function NearRows<Item>(props: WindowRowsProps<Item>) {
  const { items, keyOf, render, estimatedHeight, ref } = props;
  const box = useRef<HTMLDivElement>(null);
  const margin = box.current?.offsetTop ?? 0;
  // What it returns changes in place: nothing of it is handed on.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => estimatedHeight,
    getItemKey: (index) => keyOf(items[index] as Item),
    overscan: 12,
    scrollMargin: margin,
  });

  function focusRow(index: number): void {
    if (focusDrawn(box.current, index)) return;
    rows.scrollToIndex(index, { align: "center" });
    let frames = 0;
    const tryAgain = (): void => {
      frames += 1;
      if (!focusDrawn(box.current, index) && frames < FRAMES_TO_WAIT) {
        requestAnimationFrame(tryAgain);
      }
    };
    requestAnimationFrame(tryAgain);
  }

  useImperativeHandle(ref, () => ({ focusRow }));
  return (
    <div
      ref={box}
      role="rowgroup"
      className="relative"
      style={{ height: `${rows.getTotalSize()}px` }}
    >
      {rows.getVirtualItems().map((row) => (
        <div
          key={row.key}
          role="presentation"
          ref={rows.measureElement}
          data-index={row.index}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${row.start - margin}px)` }}
        >
          {render(items[row.index] as Item, row.index)}
        </div>
      ))}
    </div>
  );
}

/** The rows of a table that scrolls with the page; however many, few are drawn. */
export function WindowRows<Item>(props: WindowRowsProps<Item>) {
  return props.items.length > MOST_DRAWN ? <NearRows {...props} /> : <AllRows {...props} />;
}
