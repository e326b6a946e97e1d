import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Field } from "@/components/Field";
import { useFormat } from "@/lib/format/useFormat";
import { formatIsoDay } from "@/lib/periods";

import { answer, type ImportEdits } from "./mapping";
import { EARLIEST_DAY, readDay } from "./moment";
import type { PostSource } from "./source";

/** Of which day the figures are, where no column says so: how old a post was rests on it. */
export function FiguresMoment({
  source,
  edits,
  onChange,
}: {
  source: PostSource;
  edits: ImportEdits;
  onChange: (edits: ImportEdits) => void;
}) {
  const { t } = useTranslation("import");
  const format = useFormat();
  const [now] = useState(() => new Date());
  const told = edits.answers.as_of;
  // What is being typed is no day yet.
  const [day, setDay] = useState(formatIsoDay(told === undefined ? now : new Date(told)));
  return (
    <Field
      type="date"
      className="mt-8 max-w-[360px]"
      label={t("moment.ask")}
      help={
        source.modifiedAt === undefined
          ? t("moment.help")
          : t("moment.helpFile", { day: format.day(new Date(source.modifiedAt)) })
      }
      min={EARLIEST_DAY}
      max={formatIsoDay(now)}
      value={day}
      onChange={({ target }) => {
        setDay(target.value);
        if (target.validity.valid && target.value !== "")
          onChange(answer(edits, { as_of: readDay(target.value, now) }));
      }}
    />
  );
}
