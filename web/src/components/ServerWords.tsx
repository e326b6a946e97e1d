/** A sentence as the server wrote it, which is in English whatever the page is in. */
export function ServerWords({ children }: { children: string }) {
  return (
    <span lang="en" dir="auto">
      {children.replace(/[^.!?…]$/, "$&.")}
    </span>
  );
}
