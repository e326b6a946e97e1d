import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export interface EmptySectionProps {
  Icon: LucideIcon;
  title: string;
  /** What will stand here, in a sentence or two. */
  children: ReactNode;
  /** The one next step. */
  action?: ReactNode;
}

/** A list that has nothing yet: what it is for, and how to begin. */
export function EmptySection({ Icon, title, children, action }: EmptySectionProps) {
  return (
    <div className="border-t border-line-2 pt-8 pb-4">
      <Icon aria-hidden className="size-6 text-ink-3" strokeWidth={1.5} />
      <h3 className="mt-3 text-block">{title}</h3>
      <p className="mt-1 max-w-[60ch] text-body text-ink-2">{children}</p>
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}
