import { Link } from "@tanstack/react-router";
import { CircleAlert, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";

import { ApiError, NoAnswer } from "@/lib/api/errors";
import { joinClasses } from "@/lib/classes";
import { useFormat } from "@/lib/format/useFormat";

import { Button, buttonClasses } from "./Button";
import { CopyButton } from "./CopyButton";

interface ErrorWords {
  title: string;
  happened: string;
  toDo: string;
}

function useErrorWords(error: unknown): ErrorWords {
  const { t } = useTranslation();
  const format = useFormat();
  if (error instanceof NoAnswer) {
    return {
      title: t("error.noAnswerTitle"),
      happened: t("error.noAnswer"),
      toDo: t("error.noAnswerToDo"),
    };
  }
  if (error instanceof ApiError && error.status === 404) {
    return {
      title: t("error.notFoundTitle"),
      happened: t("error.notFound"),
      toDo: t("error.notFoundToDo"),
    };
  }
  if (error instanceof ApiError && error.status === 429) {
    return {
      title: t("error.title"),
      happened: error.message || t("error.tooMany"),
      toDo: t("error.tooManyToDo", { span: format.span(error.retryAfterSeconds ?? 60) }),
    };
  }
  const isRefusal = error instanceof ApiError && error.status < 500;
  return {
    title: t("error.title"),
    happened: isRefusal ? error.message : t("error.unexpected"),
    toDo: t("error.whatToDo"),
  };
}

/** What support needs to find the case again, or null where the server said nothing. */
export function describeForSupport(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  return [error.requestId === null ? null : `request ${error.requestId}`, error.code, error.status]
    .filter((part) => part !== null)
    .join(" · ");
}

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  /** Within a page's section: smaller, and not the page's own heading. */
  inSection?: boolean;
}

/** What happened, what to do, and the line that support asks for. */
export function ErrorState({ error, onRetry, inSection = false }: ErrorStateProps) {
  const { t } = useTranslation();
  const words = useErrorWords(error);
  const support = describeForSupport(error);
  const isAbsent = error instanceof ApiError && error.status === 404;
  const Title = inSection ? "h3" : "h1";
  return (
    <div role="alert" className={inSection ? "py-4" : "mx-auto w-full max-w-[600px] py-16"}>
      <div className="flex items-start gap-3">
        <CircleAlert
          aria-hidden
          className={joinClasses("size-4 shrink-0 text-danger", inSection ? "mt-1" : "mt-2.5")}
          strokeWidth={1.75}
        />
        <div className="min-w-0 flex-1">
          <Title className={inSection ? "text-item" : "text-title"}>{words.title}</Title>
          <p className="mt-1 max-w-[76ch] text-lead text-ink-2">{words.happened}</p>
          <p className="mt-1 max-w-[76ch] text-body text-ink-2">{words.toDo}</p>
          {isAbsent && (
            <Link to="/requests" className={joinClasses("mt-4", buttonClasses("secondary", false))}>
              {t("error.history")}
            </Link>
          )}
          {onRetry !== undefined && !isAbsent && (
            <Button
              className="mt-4"
              onClick={onRetry}
              icon={<RotateCw aria-hidden className="size-4" strokeWidth={1.75} />}
            >
              {t("error.tryAgain")}
            </Button>
          )}
          {support !== null && (
            <div className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-2 border-y border-line py-1.5 text-table">
              <span className="text-ink-3">{t("error.forSupport")}</span>
              <span className="min-w-0 flex-1 wrap-anywhere">{support}</span>
              <CopyButton kind="quiet" text={support} label={t("copy.action")} />
            </div>
          )}
        </div>
      </div>
    </div>
  );
}
