import { Check, LoaderCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";

export interface Part {
  name: string;
  state: "waiting" | "done" | "failed";
  /** What there was of it, once that is known. */
  amount: string | null;
}

const ICON = { "aria-hidden": true, strokeWidth: 1.75 } as const;

function StateIcon({ state }: { state: Part["state"] }) {
  if (state === "done") return <Check {...ICON} className="size-4 text-rise" />;
  if (state === "failed") return <X {...ICON} className="size-4 text-danger" />;
  return <LoaderCircle {...ICON} className="spins size-4 text-ink-3" />;
}

/** The parts of a piece of work that every service does for itself. */
export function PartList({ label, parts }: { label: string; parts: readonly Part[] }) {
  const { t } = useTranslation("ownData");
  return (
    <ul aria-label={label} className="border-t border-line-2">
      {parts.map(({ name, state, amount }) => (
        <li
          key={name}
          className="flex min-h-10 items-center gap-2.5 border-b border-line py-2 text-table"
        >
          <StateIcon state={state} />
          <span className="min-w-0 flex-1">{name}</span>
          <span className={state === "failed" ? "text-danger" : "text-ink-3"}>
            {state === "done" && amount !== null ? amount : t(`part.${state}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
