import { Check } from "lucide-react";
import { type ReactNode, useId } from "react";

import { joinClasses } from "@/lib/classes";

export interface SettingsSectionProps {
  title: string;
  lead?: ReactNode;
  /** At the right of the title. */
  action?: ReactNode;
  children: ReactNode;
  /** The first of its page has no rule above it. */
  isFirst?: boolean;
}

/** One matter of a settings page, between hairlines. */
export function SettingsSection(props: SettingsSectionProps) {
  const { title, lead, action, children, isFirst = false } = props;
  const titleId = useId();
  return (
    <section
      aria-labelledby={titleId}
      className={joinClasses(!isFirst && "mt-10 border-t border-line pt-8")}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={titleId} className="text-section">
            {title}
          </h2>
          {lead !== undefined && <p className="mt-1 max-w-[68ch] text-body text-ink-2">{lead}</p>}
        </div>
        {action}
      </div>
      <div className="mt-5">{children}</div>
    </section>
  );
}

/** Says beside a button that what it does is done. */
export function DoneNote({ children }: { children: ReactNode | null }) {
  return (
    <span role="status" className="flex min-h-5 items-center gap-1.5 text-table text-ink-2">
      {children !== null && (
        <>
          <Check aria-hidden className="size-4 shrink-0 text-rise" strokeWidth={1.75} />
          {children}
        </>
      )}
    </span>
  );
}
