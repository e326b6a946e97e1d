import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Page } from "@/app/layout/Page";

import { ChooseStep } from "./ChooseStep";
import { ImportView } from "./ImportView";
import { MappingStep } from "./MappingStep";
import { PastImports } from "./PastImports";
import { useImportSession } from "./session";
import { UploadView } from "./UploadView";

const route = getRouteApi("/shell/import");

/** Brings posts in: choose, say what is what, send, read what came of it. */
export function ImportPage() {
  const { t } = useTranslation(["import", "common"]);
  const { import: importId } = route.useSearch();
  const { source, edits, upload } = useImportSession();
  const isChoosing = importId === undefined && upload === null && source === null;
  return (
    <Page
      area={{ name: t("common:nav.library"), to: "/library" }}
      page={t("common:nav.import")}
      narrow={importId !== undefined || source === null}
    >
      <h1 className="text-title">{t("import:title")}</h1>
      {isChoosing && <p className="mt-1 max-w-[68ch] text-lead text-ink-2">{t("import:lead")}</p>}
      {importId !== undefined && <ImportView key={importId} importId={importId} />}
      {importId === undefined && upload !== null && <UploadView upload={upload} />}
      {importId === undefined && upload === null && source !== null && (
        <MappingStep key={source.id} source={source} edits={edits} />
      )}
      {isChoosing && <ChooseStep />}
      {(isChoosing || importId !== undefined) && <PastImports />}
    </Page>
  );
}
