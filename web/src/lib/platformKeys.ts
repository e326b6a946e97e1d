/** How the keys that submit are written on this machine's keyboard. */
export function submitKeys(): string {
  const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);
  return isMac ? "⌘ ↵" : "Ctrl ↵";
}
