import { useTranslation } from "react-i18next";

import { Chip } from "./Chip";

/** Stands on everything that is invented. */
export function DemoChip({ small = false }: { small?: boolean }) {
  const { t } = useTranslation();
  return (
    <Chip kind="dashed" small={small} title={t("demo.title")}>
      {t("demo.chip")}
    </Chip>
  );
}
