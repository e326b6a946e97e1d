/** Scrolls to an element as the reader likes it: at once where motion is not wanted. */
export function bringIntoView(
  element: Element | null | undefined,
  block: "center" | "nearest",
): void {
  const isStill = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches ?? true;
  element?.scrollIntoView?.({ block, behavior: isStill ? "instant" : "smooth" });
}
