import { ChevronDown } from "lucide-react";
import { type ComponentProps, lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";
import { fetchAhead } from "@/lib/fetchAhead";

import { buttonClasses } from "./Button";

const loadFilter = () => import("./OpenableFilter");

/** The menu's machinery is fetched when someone reaches for it, not with the page. */
const OpenableFilter = lazy(() => loadFilter().then((file) => ({ default: file.OpenableFilter })));

/** Filters beside a search field: on a phone one line of their own, pushed sideways. */
export const FILTER_LINE =
  "-mx-4 -my-2 flex items-center gap-2 overflow-x-auto px-4 py-2 max-sm:w-[calc(100%+2rem)] " +
  "sm:contents";

export interface FilterOption {
  value: string;
  name: string;
  icon?: ReactNode;
  /** At the right, such as how many there are. */
  note?: string;
}

export interface FilterMenuProps {
  label: string;
  options: readonly FilterOption[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** One choice at most instead of several. */
  isSingle?: boolean;
  /** A single choice that is made at the start, and so is not "chosen": shown plainly. */
  plain?: string;
  /** Behind the options, such as more of them. */
  more?: { label: string; onSelect: () => void };
  /** Said where there is nothing to choose from. */
  none?: string;
  align?: "start" | "end";
  quiet?: boolean;
}

/** What stands on the button: the name, or what is chosen. */
function useTriggerWords(props: FilterMenuProps): string {
  const { t } = useTranslation();
  const [first] = props.chosen;
  if (first === undefined || first === props.plain) {
    const plain = props.options.find((option) => option.value === props.plain);
    return plain?.name ?? props.label;
  }
  if (props.chosen.length > 1) {
    return t("filter.several", { label: props.label, count: props.chosen.length });
  }
  return props.options.find((option) => option.value === first)?.name ?? first;
}

function FilterButton({
  name,
  words,
  isChosen,
  isQuiet,
  ...rest
}: ComponentProps<"button"> & {
  name: string;
  words: string;
  isChosen: boolean;
  isQuiet: boolean;
}) {
  return (
    <button
      type="button"
      aria-haspopup="menu"
      {...rest}
      aria-label={name}
      className={joinClasses(
        buttonClasses(isQuiet ? "quiet" : "secondary", false),
        "max-w-56",
        isChosen && !isQuiet && "border-ctl! bg-fill-2!",
      )}
    >
      <span dir="auto" className="truncate">
        {words}
      </span>
      <ChevronDown aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
    </button>
  );
}

/** A filter of a list: a button that says what is chosen, and the choices. */
export function FilterMenu(props: FilterMenuProps) {
  const { t } = useTranslation();
  const [isWanted, setWanted] = useState(false);
  const words = useTriggerWords(props);
  const isChosen = props.chosen.length > 0 && props.chosen[0] !== props.plain;
  const looks = {
    name: isChosen ? t("filter.chosen", { label: props.label, words }) : props.label,
    words,
    isChosen,
    isQuiet: props.quiet ?? false,
  };
  const button = (
    <FilterButton
      {...looks}
      onPointerEnter={() => fetchAhead(loadFilter)}
      onFocus={() => fetchAhead(loadFilter)}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <OpenableFilter {...props} isChosen={isChosen} trigger={<FilterButton {...looks} />} />
    </Suspense>
  );
}
