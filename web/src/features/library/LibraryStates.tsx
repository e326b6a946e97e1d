import { Link } from "@tanstack/react-router";
import { Play, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { Button, buttonClasses } from "@/components/Button";
import { StripOutline } from "@/components/strip/StripOutline";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

function OtherWay({
  icon,
  title,
  children,
  link,
}: {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  link: ReactNode;
}) {
  return (
    <div>
      <h3 className="flex items-center gap-2 text-body font-semibold">
        {icon}
        {title}
      </h3>
      <p className="mt-1 mb-3 text-table text-ink-2">{children}</p>
      {link}
    </div>
  );
}

/** Nothing is held yet: what this page will show, one step, two other ways. */
export function EmptyLibrary() {
  const { t } = useTranslation("library");
  return (
    <div className="mx-auto max-w-[600px] pt-4">
      <StripOutline
        usual={t("empty.usual")}
        post={t("empty.post")}
        low={t("empty.low")}
        high={t("empty.high")}
      />
      <h2 className="mt-6 text-title">{t("empty.title")}</h2>
      <p className="mt-1.5 text-lead text-ink-2">{t("empty.lead")}</p>
      <Link to="/import" className={`mt-5 ${buttonClasses("primary", true)}`}>
        <Upload {...ICON} />
        {t("empty.import")}
      </Link>
      <div className="mt-8 grid gap-6 border-t border-line pt-6 sm:grid-cols-2">
        <OtherWay
          icon={
            <span aria-hidden className="size-2.5 rounded-full border border-mark-line bg-mark" />
          }
          title={t("empty.analyseTitle")}
          link={
            <Link to="/analyse" className={buttonClasses("secondary", false)}>
              {t("empty.analyse")}
            </Link>
          }
        >
          {t("empty.analyseLead")}
        </OtherWay>
        <OtherWay
          icon={<Play {...ICON} />}
          title={t("empty.demoTitle")}
          link={
            <Link to="/analyse" hash="demo-title" className={buttonClasses("secondary", false)}>
              {t("empty.demo")}
            </Link>
          }
        >
          {t("empty.demoLead")}
        </OtherWay>
      </div>
    </div>
  );
}

/** There are posts, but none that the filters let through. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  const { t } = useTranslation(["library", "common"]);
  return (
    <div role="status" className="border-t border-line-2 py-12">
      <h2 className="text-block">{t("library:noMatch.title")}</h2>
      <p className="mt-1 max-w-[60ch] text-body text-ink-2">{t("library:noMatch.lead")}</p>
      <Button className="mt-4" onClick={onClear}>
        {t("common:filter.clearAll")}
      </Button>
    </div>
  );
}
