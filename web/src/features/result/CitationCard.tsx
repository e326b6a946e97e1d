import * as HoverCard from "@radix-ui/react-hover-card";
import { useTranslation } from "react-i18next";

import type { EvidenceItem } from "@/lib/api/types";

/**
 * What a chip stands for, over it: loaded when first reached for. It hangs on the chip, within
 * which it stands; the chip says when it is shown.
 */
export function CitationCard({
  item,
  onOpenChange,
}: {
  item: EvidenceItem;
  onOpenChange: (isOpen: boolean) => void;
}) {
  const { t } = useTranslation("result");
  return (
    <HoverCard.Root open onOpenChange={onOpenChange} openDelay={0} closeDelay={80}>
      <HoverCard.Trigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </HoverCard.Trigger>
      <HoverCard.Portal>
        <HoverCard.Content
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className="unfolds z-30 max-w-72 rounded-picture border border-line bg-raised px-3 py-2.5 shadow-e1"
        >
          <p className="text-table font-semibold">{item.label}</p>
          <p className="mt-0.5 text-table">
            <span className="font-semibold">{item.display}</span>
            {item.usual_display && (
              <span className="text-ink-2">
                {" "}
                {t("evidence.usual", { usual: item.usual_display })}
              </span>
            )}
            {item.difference_display && (
              <span className="text-ink-2"> · {item.difference_display}</span>
            )}
          </p>
          {item.sample && (
            <p className="mt-0.5 text-note text-ink-3">
              {item.sample_size} {item.sample}
            </p>
          )}
        </HoverCard.Content>
      </HoverCard.Portal>
    </HoverCard.Root>
  );
}
