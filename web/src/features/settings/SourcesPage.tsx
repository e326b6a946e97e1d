import { useQuery } from "@tanstack/react-query";
import { Check, CircleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import { CopyButton } from "@/components/CopyButton";
import { ErrorState } from "@/components/ErrorState";
import { PlatformGlyph } from "@/components/PlatformGlyph";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { useSourceNames } from "@/components/useSourceWords";
import { platformsQuery } from "@/features/analyse/queries";
import type { Platform, PlatformSource } from "@/lib/api/types";
import { useFormat } from "@/lib/format/useFormat";

import { SettingsSection } from "./SettingsSection";

const DESCRIBED = [
  "import",
  "demo",
  "custom",
  "twitterapi_io",
  "brightdata",
  "youtube_api",
  "yt-dlp",
] as const;
/** What these bring are no posts of a platform that somebody else made. */
const WITHOUT_LINKS = new Set(["import", "demo"]);

/** Whether a link to a real post of the platform can be read here. */
export function canReadLinks(platform: Platform): boolean {
  return platform.sources.some(
    ({ name, is_configured }) => is_configured && !WITHOUT_LINKS.has(name),
  );
}

function SourceRow({ source }: { source: PlatformSource }) {
  const { t } = useTranslation("settings");
  const nameSource = useSourceNames();
  const described = DESCRIBED.find((each) => each === source.name);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-1 border-b border-line py-3">
      <div className="min-w-0">
        <p className="text-body font-semibold">{nameSource(source.name)}</p>
        {described !== undefined && (
          <p className="max-w-[68ch] text-table text-ink-2">{t(`sources.about.${described}`)}</p>
        )}
      </div>
      {source.is_configured ? (
        <Chip kind="fill" icon={<Check aria-hidden className="size-3.5" strokeWidth={1.75} />}>
          {t("sources.isSet")}
        </Chip>
      ) : (
        <Chip kind="dashed">{t("sources.isNotSet")}</Chip>
      )}
      {!source.is_configured && source.setting !== null && (
        <p className="col-span-full flex flex-wrap items-center gap-x-2 text-table text-ink-2">
          {t(source.setting.endsWith("_PLATFORMS") ? "sources.toWiden" : "sources.toAdd")}
          <code className="rounded-chip bg-fill px-1.5 py-0.5 font-sans font-medium text-ink wrap-anywhere">
            {source.setting}
          </code>
          <CopyButton
            kind="quiet"
            text={source.setting}
            label={t("sources.copy", { setting: source.setting })}
          />
        </p>
      )}
    </li>
  );
}

function PlatformChain({ platform }: { platform: Platform }) {
  const { t } = useTranslation("settings");
  return (
    <section className="mt-8">
      <h3 className="flex items-center gap-2 text-block">
        <PlatformGlyph platform={platform.name} silent />
        {platform.label}
      </h3>
      {!canReadLinks(platform) && (
        <p className="mt-1 flex gap-2 text-table text-warn">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {t("sources.noneForLinks")}
        </p>
      )}
      <ol
        aria-label={t("sources.order", { platform: platform.label })}
        className="mt-2 border-t border-line-2"
      >
        {platform.sources.map((source) => (
          <SourceRow key={source.name} source={source} />
        ))}
      </ol>
    </section>
  );
}

function LoadingChains() {
  return (
    <LoadingShapes>
      {[0, 1, 2].map((index) => (
        <div key={index} className="mt-8">
          <Skeleton className="h-5 w-28" />
          <Skeleton className="mt-3 h-12 w-full" />
          <Skeleton className="mt-2 h-12 w-full" />
        </div>
      ))}
    </LoadingShapes>
  );
}

/** Where posts come from, platform by platform, and what to set to have another source. */
export function SourcesPage() {
  const { t } = useTranslation("settings");
  const format = useFormat();
  const { data, error, refetch } = useQuery({ ...platformsQuery, staleTime: 0 });
  const active = data?.items.filter(({ is_active }) => is_active) ?? [];
  const others = active.filter(({ links }) => !links).map(({ label }) => label);
  return (
    <SettingsSection isFirst title={t("sources.title")} lead={t("sources.lead")}>
      {data === undefined && error === null && <LoadingChains />}
      {data === undefined && error !== null && (
        <ErrorState inSection error={error} onRetry={() => void refetch()} />
      )}
      {active
        .filter(({ links }) => links)
        .map((platform) => (
          <PlatformChain key={platform.name} platform={platform} />
        ))}
      {others.length > 0 && (
        <p className="mt-8 max-w-[68ch] text-body text-ink-2">
          {t("sources.importAlone", { platforms: format.list(others), count: others.length })}
        </p>
      )}
    </SettingsSection>
  );
}
