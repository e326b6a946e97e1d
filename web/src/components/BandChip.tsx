import { useTranslation } from "react-i18next";

import type { BandName } from "@/lib/api/types";

import { Chip, type ChipKind } from "./Chip";

const KINDS: Record<BandName, ChipKind> = {
  below: "outline",
  usual: "fill",
  above: "outline",
  outlier: "mark",
  extreme: "mark",
};

/** The band of a verdict; null where no baseline allows one. */
export function BandChip({ band }: { band: BandName | null }) {
  const { t } = useTranslation();
  if (band === null) return <Chip kind="dashed">{t("band.none")}</Chip>;
  return <Chip kind={KINDS[band]}>{t(`band.${band}`)}</Chip>;
}
