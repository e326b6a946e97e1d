import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { meQuery } from "@/features/accounts/queries";
import { requestsQuery } from "@/features/requests/queries";
import { listSections } from "@/features/settings/sections";
import { joinClasses } from "@/lib/classes";

interface Finding {
  id: string;
  name: string;
  /** Other words under which it is looked for. */
  also?: string;
  group: "pages" | "settings" | "analyses";
  platform?: string | null;
  open: () => void;
}

const MOST_SHOWN = 8;

const PAGES = [
  { name: "analyse", to: "/analyse" },
  { name: "library", to: "/library" },
  { name: "creators", to: "/creators" },
  { name: "import", to: "/import" },
  { name: "history", to: "/requests" },
] as const;

function useFindings(text: string): Finding[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data } = useInfiniteQuery(requestsQuery);
  const wanted = text.trim().toLocaleLowerCase();
  const { data: user } = useQuery(meQuery);
  const pages = PAGES.map(({ name, to }): Finding => ({
    id: name,
    name: t(`nav.${name}`),
    group: "pages",
    open: () => void navigate({ to }),
  }));
  const settings = listSections(user).map(({ name, to }): Finding => ({
    id: `settings-${name}`,
    name: t(`settings.${name}`),
    also: t(`settings.also.${name}`),
    group: "settings",
    open: () => void navigate({ to }),
  }));
  const requests = data?.pages.flatMap((page) => page.items) ?? [];
  const analyses = requests.map((request): Finding => ({
    id: request.id,
    name: request.display_name ?? t("find.unnamed"),
    group: "analyses",
    platform: request.platform,
    open: () => void navigate({ to: "/requests/$requestId", params: { requestId: request.id } }),
  }));
  // Before a word is typed, the latest analyses are likelier than any setting.
  return [...pages, ...(wanted === "" ? [] : settings), ...analyses]
    .filter(({ name, also }) => `${name} ${also ?? ""}`.toLocaleLowerCase().includes(wanted))
    .slice(0, MOST_SHOWN);
}

function FindBox({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const findings = useFindings(text);
  const chosen = findings[Math.min(at, findings.length - 1)];

  function open(finding: Finding | undefined): void {
    if (finding === undefined) return;
    onClose();
    finding.open();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") setAt((before) => Math.min(before + 1, findings.length - 1));
    else if (event.key === "ArrowUp") setAt((before) => Math.max(before - 1, 0));
    else if (event.key === "Enter") open(chosen);
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 text-ink-3" strokeWidth={1.75} />
        <input
          // The dialog exists to be typed into.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          role="combobox"
          aria-label={t("nav.findShort")}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={chosen === undefined ? undefined : `${listId}-${chosen.id}`}
          placeholder={t("find.placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-12 flex-1 bg-transparent text-lead outline-none focus-visible:shadow-none"
        />
      </div>
      <div id={listId} role="listbox" aria-label={t("find.title")} className="p-2">
        {findings.map((finding, index) => (
          // Keys are read by the field above, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={finding.id}
            id={`${listId}-${finding.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={finding === chosen}
            onMouseMove={() => setAt(index)}
            onClick={() => open(finding)}
            className={joinClasses(
              "flex h-10 cursor-pointer items-center gap-2.5 rounded-control px-2 text-table",
              finding === chosen && "bg-fill",
            )}
          >
            {finding.group === "analyses" && <PlatformGlyph platform={finding.platform ?? null} />}
            <span className="min-w-0 flex-1 truncate">{finding.name}</span>
            <span className="text-note text-ink-3">
              {t(finding.group === "settings" ? "settings.title" : `find.${finding.group}`)}
            </span>
          </div>
        ))}
        {findings.length === 0 && (
          <p className="px-2 py-3 text-table text-ink-2">{t("find.none", { text })}</p>
        )}
      </div>
    </>
  );
}

/** Pages and the latest analyses, by name. */
export function FindDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t("find.title")} hideTitle isOpen={isOpen} onClose={onClose}>
      <FindBox onClose={onClose} />
    </Dialog>
  );
}
