import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { joinClasses } from "@/lib/classes";

import { buttonClasses } from "./Button";

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

const ITEM =
  "flex min-h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 text-table " +
  "outline-none data-highlighted:bg-fill pointer-coarse:min-h-10";

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

function Tick() {
  return (
    <span className="flex size-4 shrink-0">
      <Menu.ItemIndicator>
        <Check aria-hidden className="size-4" strokeWidth={1.75} />
      </Menu.ItemIndicator>
    </span>
  );
}

function Words({ option }: { option: FilterOption }) {
  return (
    <>
      {option.icon}
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {option.name}
      </span>
      {option.note !== undefined && <span className="text-note text-ink-3">{option.note}</span>}
    </>
  );
}

function Options(props: FilterMenuProps) {
  const { options, chosen, onChange } = props;
  if (props.isSingle) {
    const current = chosen[0] ?? props.plain ?? "";
    return (
      <Menu.RadioGroup
        value={current}
        onValueChange={(value) => onChange(value === props.plain ? [] : [value])}
      >
        {options.map((option) => (
          <Menu.RadioItem key={option.value} value={option.value} className={ITEM}>
            <Tick />
            <Words option={option} />
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    );
  }
  const toggle = (value: string, isOn: boolean): void =>
    onChange(isOn ? [...chosen, value] : chosen.filter((each) => each !== value));
  return options.map((option) => (
    <Menu.CheckboxItem
      key={option.value}
      checked={chosen.includes(option.value)}
      onCheckedChange={(isOn) => toggle(option.value, isOn)}
      // Several may be ticked before the menu closes.
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <Tick />
      <Words option={option} />
    </Menu.CheckboxItem>
  ));
}

/** A filter of a list: a button that says what is chosen, and the choices. */
export function FilterMenu(props: FilterMenuProps) {
  const { t } = useTranslation();
  const words = useTriggerWords(props);
  const isChosen = props.chosen.length > 0 && props.chosen[0] !== props.plain;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={isChosen ? t("filter.chosen", { label: props.label, words }) : props.label}
        className={joinClasses(
          buttonClasses(props.quiet ? "quiet" : "secondary", false),
          "max-w-56",
          isChosen && !props.quiet && "border-ctl! bg-fill-2!",
        )}
      >
        <span dir="auto" className="truncate">
          {words}
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content
          align={props.align ?? "start"}
          sideOffset={6}
          collisionPadding={12}
          className="unfolds z-30 max-h-[min(22rem,var(--radix-dropdown-menu-content-available-height))] w-64 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-picture border border-line bg-raised p-1 shadow-e1"
        >
          <Options {...props} />
          {props.options.length === 0 && props.none !== undefined && (
            <Menu.Label className="px-2 py-2 text-table text-ink-3">{props.none}</Menu.Label>
          )}
          {props.more !== undefined && (
            <Menu.Item
              className={ITEM}
              onSelect={(event) => {
                event.preventDefault();
                props.more?.onSelect();
              }}
            >
              {props.more.label}
            </Menu.Item>
          )}
          {isChosen && (
            <>
              <Menu.Separator className="my-1 h-px bg-line" />
              <Menu.Item className={ITEM} onSelect={() => props.onChange([])}>
                <span className="size-4" />
                {t("filter.clear")}
              </Menu.Item>
            </>
          )}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
