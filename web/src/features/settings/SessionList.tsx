import { useQuery } from "@tanstack/react-query";
import { Monitor, Smartphone, Terminal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Chip } from "@/components/Chip";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DateTime } from "@/components/DateTime";
import { ErrorState } from "@/components/ErrorState";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import type { SignIn } from "@/lib/api/types";

import { useEndOtherSessions, useEndSession, signInsQuery } from "./sessionQueries";

/** "Firefox on Linux" in the reader's language; null where the server could not tell. */
function useDeviceWords() {
  const { t } = useTranslation("settings");
  return (device: string | null): string => {
    if (device === null) return t("sessions.unknownDevice");
    const [program, system] = device.split(" on ");
    return system === undefined ? device : t("sessions.device", { program, system });
  };
}

function DeviceIcon({ device }: { device: string | null }) {
  const isPhone = device !== null && /iPhone|iPad|Android/.test(device);
  const isBrowser = device === null || device.includes(" on ");
  const Icon = isPhone ? Smartphone : isBrowser ? Monitor : Terminal;
  return <Icon aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-3" strokeWidth={1.5} />;
}

function SessionRow({ session, onEnd }: { session: SignIn; onEnd: () => void }) {
  const { t } = useTranslation("settings");
  const device = useDeviceWords()(session.device);
  return (
    <li className="flex items-start gap-3 border-b border-line py-3.5">
      <DeviceIcon device={session.device} />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 truncate text-body font-semibold">{device}</span>
          {session.is_current && (
            <Chip kind="mark" small>
              {t("sessions.current")}
            </Chip>
          )}
        </p>
        <p className="text-note text-ink-3">
          {t("sessions.used")} <DateTime at={session.last_used_at} />
          {session.address !== null && ` · ${t("sessions.network", { network: session.address })}`}
        </p>
        <p className="text-note text-ink-3">
          {t("sessions.since")} <DateTime at={session.created_at} />
        </p>
      </div>
      {!session.is_current && (
        <Button aria-label={t("sessions.endNamed", { device })} onClick={onEnd}>
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}

type Asked = SignIn | "others" | null;

function EndDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const nameDevice = useDeviceWords();
  const { describeAttempt } = useAccountProblem();
  const one = useEndSession();
  const others = useEndOtherSessions();
  const error = one.error ?? others.error;

  function close(): void {
    one.reset();
    others.reset();
    onClose();
  }

  function end(): void {
    if (asked === "others") others.mutate(undefined, { onSuccess: close });
    else if (asked !== null) one.mutate(asked.id, { onSuccess: close });
  }

  const isAll = asked === "others";
  return (
    <ConfirmDialog
      title={
        isAll || asked === null
          ? t("sessions.endOthersTitle")
          : t("sessions.endTitle", { device: nameDevice(asked.device) })
      }
      action={t(isAll ? "sessions.endOthers" : "sessions.endAction")}
      isOpen={asked !== null}
      isBusy={one.isPending || others.isPending}
      error={
        error !== null && (
          <div className="mt-4">
            <FormProblem>{describeAttempt(error)}</FormProblem>
          </div>
        )
      }
      onConfirm={end}
      onClose={close}
    >
      {t(isAll ? "sessions.endOthersLost" : "sessions.endLost")}
    </ConfirmDialog>
  );
}

function LoadingRows() {
  return (
    <LoadingShapes>
      {[0, 1, 2].map((index) => (
        <div key={index} className="flex h-[84px] items-center gap-3 border-b border-line">
          <Skeleton className="size-5" />
          <div className="flex flex-col gap-2">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-3 w-56" />
          </div>
        </div>
      ))}
    </LoadingShapes>
  );
}

/** Where one is signed in, and the end of each. */
export function SessionList() {
  const { t } = useTranslation("settings");
  const sessions = useQuery(signInsQuery);
  const [asked, setAsked] = useState<Asked>(null);
  if (sessions.isPending) return <LoadingRows />;
  if (sessions.data === undefined) {
    return <ErrorState inSection error={sessions.error} onRetry={() => void sessions.refetch()} />;
  }
  // This one first: it is what the others are told apart from.
  const items = [...sessions.data.items].sort(
    (a, b) => Number(b.is_current) - Number(a.is_current),
  );
  return (
    <>
      <ul aria-label={t("sessions.title")} className="border-t border-line-2">
        {items.map((session) => (
          <SessionRow key={session.id} session={session} onEnd={() => setAsked(session)} />
        ))}
      </ul>
      {items.length > 1 && (
        <Button className="mt-4" onClick={() => setAsked("others")}>
          {t("sessions.endOthers")}
        </Button>
      )}
      <EndDialog asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
