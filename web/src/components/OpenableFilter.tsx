import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

import type { FilterMenuProps, FilterOption } from "./FilterMenu";

const ITEM =
  "flex min-h-8 cursor-pointer items-center gap-2.5 rounded-control px-2 py-1 text-table " +
  "outline-none data-highlighted:bg-fill pointer-coarse:min-h-10";

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

/** The choices of a filter, open, and the button that they hang on; loaded when first wanted. */
export function OpenableFilter({
  trigger,
  isChosen,
  ...props
}: FilterMenuProps & { trigger: ReactElement; isChosen: boolean }) {
  const { t } = useTranslation();
  return (
    <Menu.Root modal={false} defaultOpen>
      <Menu.Trigger asChild>{trigger}</Menu.Trigger>
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
