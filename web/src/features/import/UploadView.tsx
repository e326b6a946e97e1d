import { useNavigate } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { ProgressBar } from "@/components/ProgressBar";
import { ApiError, NoAnswer } from "@/lib/api/errors";
import { useFormat } from "@/lib/format/useFormat";

import { useFileSize } from "@/lib/format/fileSize";
import { ServerRefusal } from "./ServerRefusal";
import { cancelUpload, startUpload, type Upload } from "./session";

/** Seconds left at the pace so far; null while there is no telling. */
export function estimateUpload(upload: Upload): number | null {
  const elapsed = (upload.toldAt - upload.startedAt) / 1000;
  if (elapsed < 1 || upload.sent === 0 || upload.sent >= upload.total) return null;
  return ((upload.total - upload.sent) * elapsed) / upload.sent;
}

function useUploadWords(upload: Upload): string {
  const { t } = useTranslation("import");
  const format = useFormat();
  const writeSize = useFileSize();
  // All bytes are out, and the server looks at the file before it says yes.
  if (upload.sent >= upload.total && upload.total > 0) return t("upload.checking");
  const left = estimateUpload(upload);
  return [
    t("upload.sent", { sent: writeSize(upload.sent), total: writeSize(upload.total) }),
    format.ratio(Math.round((upload.sent / Math.max(1, upload.total)) * 100) / 100),
    left === null ? null : t("upload.timeLeft", { span: format.span(left) }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}

function Broken({ upload, error }: { upload: Upload; error: Error }) {
  const { t } = useTranslation("import");
  const navigate = useNavigate();
  function again(): void {
    void startUpload(upload.source, upload.fields).then((made) => {
      if (made !== null) void navigate({ to: "/import", search: { import: made.id } });
    });
  }
  const isRefusal = error instanceof ApiError && error.status < 500;
  return (
    <div className="mt-6">
      {error instanceof ApiError ? (
        <ServerRefusal error={error} />
      ) : (
        <div role="alert" className="rounded-control bg-danger-soft px-4 py-3 text-table">
          <p className="font-semibold text-danger">{t("upload.broke")}</p>
          <p className="mt-0.5 text-ink-2">
            {error instanceof NoAnswer ? t("upload.brokeToDo") : t("upload.unreadable")}
          </p>
        </div>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        {!isRefusal && (
          <Button
            kind="primary"
            large
            onClick={again}
            icon={<RotateCw aria-hidden className="size-4" strokeWidth={1.75} />}
          >
            {t("upload.again")}
          </Button>
        )}
        <Button className="h-10!" onClick={cancelUpload}>
          {t("upload.back")}
        </Button>
      </div>
    </div>
  );
}

/** The file on its way, in bytes. */
export function UploadView({ upload }: { upload: Upload }) {
  const { t } = useTranslation("import");
  const words = useUploadWords(upload);
  const share = upload.total === 0 ? null : upload.sent / upload.total;
  return (
    <section aria-labelledby="upload-title" className="mt-8">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="upload-title" dir="auto" className="min-w-0 flex-1 text-section wrap-anywhere">
          {t("upload.title", { name: upload.source.name })}
        </h2>
        {upload.error === null && <Button onClick={cancelUpload}>{t("upload.cancel")}</Button>}
      </div>
      {upload.error === null ? (
        <>
          <p className="mt-1 mb-3 text-table text-ink-2">{words}</p>
          <ProgressBar label={t("upload.bar")} share={share} />
          <p className="mt-3 text-table text-ink-3">{t("upload.stay")}</p>
        </>
      ) : (
        <Broken upload={upload} error={upload.error} />
      )}
    </section>
  );
}
