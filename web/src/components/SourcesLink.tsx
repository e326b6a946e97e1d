import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** For whoever meets a post that no source could bring: which there are, and how to add one. */
export function SourcesLink() {
  const { t } = useTranslation();
  return (
    <Link to="/settings/sources" className="rounded-chip font-medium underline underline-offset-2">
      {t("sourcesLink")}
    </Link>
  );
}
