import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useImperativeHandle, useRef } from "react";

import { focusDrawn, type WindowRowsProps } from "./WindowRows";

const FRAMES_TO_WAIT = 20;

/** The rows near the window, in a box as high as all of them. */
export function NearRows<Item>(props: WindowRowsProps<Item>) {
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
