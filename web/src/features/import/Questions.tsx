import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Chip } from "@/components/Chip";
import { Field } from "@/components/Field";
import { usePlatformName } from "@/components/PlatformGlyph";
import { SelectField } from "@/components/SelectField";
import { platformsQuery } from "@/features/analyse/queries";
import type { ImportMapping, ImportPreview, ImportQuestion } from "@/lib/api/types";

import { answer, type ImportEdits, mapColumn, type ReadingAnswers } from "./mapping";
import { findExamples, listZones } from "./questionHelp";

interface QuestionProps {
  question: ImportQuestion;
  preview: ImportPreview;
  edits: ImportEdits;
  onChange: (edits: ImportEdits) => void;
}

/** The present answer: the person's, else what the server took for likely. */
function currentAnswer({ question, preview, edits }: QuestionProps): string {
  const { option } = question;
  if (option === "time") return "";
  const guess = option === "encoding" ? preview.encoding : preview.options[option];
  return edits.answers[option] ?? guess ?? "";
}

function useChoiceNames(): (option: ImportQuestion["option"], choice: string) => string {
  const { t } = useTranslation("import");
  const namePlatform = usePlatformName();
  const { data: platforms } = useQuery(platformsQuery);
  return (option, choice) => {
    switch (option) {
      case "platform":
        return platforms?.items.find(({ name }) => name === choice)?.label ?? namePlatform(choice);
      case "date_order":
        return t(`dateOrder.${choice as "dmy"}`);
      case "number_format":
        return t(`numberFormat.${choice as "comma_point"}`);
      default:
        return choice.replaceAll("_", " ");
    }
  };
}

/** Whose posts these are, where no column says so; read anew when the typing rests. */
function AccountQuestion({ question, preview, edits, onChange }: QuestionProps) {
  const { t } = useTranslation("import");
  const listId = useId();
  const [text, setText] = useState(currentAnswer({ question, preview, edits, onChange }));
  const isYouTube = preview.options.platform === "youtube";
  return (
    <>
      <Field
        label={t("question.account.ask")}
        help={t(isYouTube ? "question.account.helpYouTube" : "question.account.help")}
        placeholder="@"
        dir="auto"
        autoComplete="off"
        list={question.choices.length > 0 ? listId : undefined}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          onChange(answer(edits, { account: event.target.value }));
        }}
      />
      {question.choices.length > 0 && (
        <datalist id={listId}>
          {question.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </datalist>
      )}
    </>
  );
}

/** Which column says when: answered by the mapping, or not at all. */
function TimeQuestion({ preview, edits, onChange }: QuestionProps) {
  const { t } = useTranslation("import");
  const mapping: ImportMapping = edits.mapping ?? preview.mapping;
  return (
    <SelectField
      label={t("question.time.ask")}
      help={t("question.time.help")}
      value={typeof mapping.time === "string" ? mapping.time : ""}
      onChange={(event) => {
        if (event.target.value === "") return;
        onChange({ ...edits, mapping: mapColumn(mapping, event.target.value, "time") });
      }}
    >
      <option value="">{t("question.time.none")}</option>
      {preview.columns.map((column) => (
        <option key={column.name} value={column.name}>
          {column.name}
        </option>
      ))}
    </SelectField>
  );
}

function ChoiceQuestion(props: QuestionProps) {
  const { t } = useTranslation("import");
  const nameChoice = useChoiceNames();
  const { question, preview, edits, onChange } = props;
  const option = question.option as Exclude<ImportQuestion["option"], "time" | "account">;
  const value = currentAnswer(props);
  const choices = option === "timezone" ? listZones(question.choices) : question.choices;
  const examples = findExamples(option, preview, edits.mapping ?? preview.mapping);
  const help = [
    t(`question.${option}.help`),
    examples.length > 0 && t("question.examples", { examples: examples.join(" · ") }),
  ];
  return (
    <SelectField
      label={t(`question.${option}.ask`)}
      help={<span dir="auto">{help.filter(Boolean).join(" ")}</span>}
      value={value}
      onChange={(event) => {
        const change: ReadingAnswers = { [option]: event.target.value || undefined };
        onChange(answer(edits, change));
      }}
    >
      <option value="">{t("question.choose")}</option>
      {value !== "" && !choices.includes(value) && <option value={value}>{value}</option>}
      {choices.map((choice) => (
        <option key={choice} value={choice}>
          {nameChoice(option, choice)}
        </option>
      ))}
    </SelectField>
  );
}

/** Questions stay where they are once they are answered, so that answers can be changed. */
function useAsked(preview: ImportPreview): ImportQuestion[] {
  const [asked, setAsked] = useState<ImportQuestion[]>(preview.questions);
  const isNew = (question: ImportQuestion): boolean =>
    !asked.some((known) => known.option === question.option);
  const fresh = preview.questions.filter(isNew);
  if (fresh.length > 0) setAsked([...asked, ...fresh]);
  return asked;
}

export interface QuestionsProps {
  preview: ImportPreview;
  edits: ImportEdits;
  onChange: (edits: ImportEdits) => void;
}

/** What the file alone does not tell, asked in plain words with examples of its own. */
export function Questions({ preview, edits, onChange }: QuestionsProps) {
  const { t } = useTranslation("import");
  const asked = useAsked(preview);
  if (asked.length === 0) return null;
  const open = new Set(
    preview.questions.filter(({ is_needed }) => is_needed).map(({ option }) => option),
  );
  return (
    <section aria-labelledby="questions-title" className="mb-12">
      <h2 id="questions-title" className="text-section">
        {t("question.title", { count: asked.length })}
      </h2>
      <ul className="mt-4 flex max-w-[560px] flex-col gap-6">
        {asked.map((question) => {
          const props = { question, preview, edits, onChange };
          return (
            <li key={question.option} className="relative">
              {open.has(question.option) && (
                <span className="absolute top-0 right-0">
                  <Chip kind="warn" small>
                    {t("question.needed")}
                  </Chip>
                </span>
              )}
              {question.option === "account" && <AccountQuestion {...props} />}
              {question.option === "time" && <TimeQuestion {...props} />}
              {question.option !== "account" && question.option !== "time" && (
                <ChoiceQuestion {...props} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
