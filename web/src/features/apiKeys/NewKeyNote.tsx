import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { CodeLine } from "@/components/CodeLine";
import type { NewApiKey } from "@/lib/api/types";

import { buildCurl } from "./scopes";

/**
 * The key that was just made, the only time that it is shown. It stands on the page, not
 * in a dialog, so that no stray Escape takes it away.
 */
export function NewKeyNote({ made, onDone }: { made: NewApiKey; onDone: () => void }) {
  const { t } = useTranslation("apiKeys");
  const note = useRef<HTMLElement>(null);
  const command = buildCurl(made.key, made.scopes, window.location.origin);

  useEffect(() => note.current?.focus(), []);

  return (
    <section
      ref={note}
      tabIndex={-1}
      aria-labelledby="new-key-title"
      className="mb-8 rounded-note bg-mark-soft px-4 py-4 md:px-5"
    >
      <h3 id="new-key-title" dir="auto" className="text-block wrap-anywhere">
        {t("made.title", { name: made.name })}
      </h3>
      <p className="mt-1 mb-4 max-w-[68ch] text-body text-ink-2">{t("made.lead")}</p>
      <CodeLine
        label={t("made.key")}
        text={made.key}
        copyKind="primary"
        copyLabel={t("made.copyKey")}
      />
      {command !== null && (
        <>
          <p className="mt-4 mb-1.5 text-table font-medium">{t("made.try")}</p>
          <CodeLine label={t("made.command")} text={command} copyLabel={t("made.copyCommand")} />
        </>
      )}
      <Button className="mt-4" onClick={onDone}>
        {t("made.done")}
      </Button>
    </section>
  );
}
