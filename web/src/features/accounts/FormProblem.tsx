import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** Why the whole attempt failed, over the button that makes another. */
export function FormProblem({ children }: { children: ReactNode }) {
  return (
    <p
      role="alert"
      className="flex gap-2 rounded-control bg-danger-soft px-3 py-2 text-table text-danger"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      <span>{children}</span>
    </p>
  );
}
