import { useTranslation } from "react-i18next";

import { Chip } from "./Chip";

/** Stands on everything that is invented. */
export function DemoChip() {
  const { t } = useTranslation();
  return (
    <Chip kind="dashed" title={t("demo.title")}>
      {t("demo.chip")}
    </Chip>
  );
}
