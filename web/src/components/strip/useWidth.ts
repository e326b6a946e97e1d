import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** Drawn at this width until the real one is known, and where nothing can be measured. */
const ASSUMED_WIDTH = 640;

/** The width of an element in whole pixels, so that text in it is never scaled. */
export function useWidth<Box extends HTMLElement>(): [RefObject<Box | null>, number] {
  const ref = useRef<Box>(null);
  const [width, setWidth] = useState(ASSUMED_WIDTH);

  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null || typeof ResizeObserver === "undefined") return;
    const measure = (): void => {
      const measured = Math.floor(box.getBoundingClientRect().width);
      if (measured > 0) setWidth(measured);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  return [ref, width];
}
