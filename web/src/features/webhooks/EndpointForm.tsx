import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { type Control, useController, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod/mini";

import { Button } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { ErrorState } from "@/components/ErrorState";
import { Field } from "@/components/Field";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import type { WantedWebhookEndpoint, WebhookEndpoint, WebhookEventType } from "@/lib/api/types";

import { eventTypesQuery } from "./queries";
import { useWebhookWords } from "./useWebhookWords";

/** Messages are names of texts under `problem`. */
const endpointForm = z
  .object({
    url: z
      .string()
      .check(
        z.trim(),
        z.minLength(1, { error: "urlMissing" }),
        z.maxLength(2048, { error: "urlLong" }),
      ),
    description: z.string().check(z.trim(), z.maxLength(200, { error: "descriptionLong" })),
    takesAll: z.boolean(),
    event_types: z.array(z.string()),
  })
  .check(
    z.refine(({ takesAll, event_types }) => takesAll || event_types.length > 0, {
      error: "noEvents",
      path: ["event_types"],
    }),
  );
type Form = z.infer<typeof endpointForm>;

const PROBLEMS = ["urlMissing", "urlLong", "descriptionLong", "noEvents"] as const;

function EventBoxes({ types, control }: { types: WebhookEventType[]; control: Control<Form> }) {
  const { t } = useTranslation("webhooks");
  const { describeEvent } = useWebhookWords();
  const problemId = useId();
  const all = useController({ control, name: "takesAll" });
  const some = useController({ control, name: "event_types" });
  const chosen = some.field.value;
  const hasProblem = some.fieldState.error !== undefined;
  return (
    <fieldset aria-describedby={hasProblem ? problemId : undefined}>
      <legend className="mb-2 text-table font-medium">{t("form.events")}</legend>
      <Checkbox
        label={t("form.all")}
        note={t("form.allNote")}
        checked={all.field.value}
        onChange={(event) => all.field.onChange(event.target.checked)}
      />
      {!all.field.value && (
        <div className="mt-3 flex flex-col gap-2.5 border-t border-line pt-3">
          {types.map((each) => (
            <Checkbox
              key={each.type}
              label={each.type}
              note={describeEvent(each)}
              checked={chosen.includes(each.type)}
              onChange={(event) =>
                some.field.onChange(
                  event.target.checked
                    ? [...chosen, each.type]
                    : chosen.filter((type) => type !== each.type),
                )
              }
            />
          ))}
        </div>
      )}
      {hasProblem && (
        <p id={problemId} className="mt-2 text-note text-danger">
          {t("problem.noEvents")}
        </p>
      )}
    </fieldset>
  );
}

export interface EndpointFormProps {
  /** What is there already; without, it is a new one. */
  endpoint?: WebhookEndpoint;
  submitLabel: string;
  isBusy: boolean;
  error: Error | null;
  onSubmit: (wanted: WantedWebhookEndpoint) => void;
}

/** Where to send what. */
export function EndpointForm(props: EndpointFormProps) {
  const { endpoint, submitLabel, isBusy, error, onSubmit } = props;
  const { t } = useTranslation("webhooks");
  const types = useQuery(eventTypesQuery);
  const { describeUrl, describeProblem } = useWebhookWords();
  const { register, handleSubmit, formState, control } = useForm<Form>({
    resolver: zodResolver(endpointForm),
    defaultValues: {
      url: endpoint?.url ?? "",
      description: endpoint?.description ?? "",
      takesAll: (endpoint?.event_types.length ?? 0) === 0,
      event_types: endpoint?.event_types ?? [],
    },
  });
  const { errors } = formState;
  const refusedUrl = describeUrl(error);

  function describe(name: string | undefined): string | undefined {
    const known = PROBLEMS.find((each) => each === name);
    return known === undefined ? undefined : t(`problem.${known}`);
  }

  const submit = handleSubmit((form) =>
    onSubmit({
      url: form.url,
      description: form.description || null,
      event_types: form.takesAll ? [] : form.event_types,
    }),
  );

  if (types.data === undefined) {
    return types.error === null ? (
      <LoadingShapes className="flex flex-col gap-4">
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-24 w-full" />
      </LoadingShapes>
    ) : (
      <ErrorState inSection error={types.error} onRetry={() => void types.refetch()} />
    );
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-6">
      <Field
        {...register("url")}
        label={t("form.url")}
        help={t("form.urlHelp")}
        placeholder="https://"
        type="url"
        inputMode="url"
        autoComplete="off"
        error={describe(errors.url?.message) ?? refusedUrl}
      />
      <Field
        {...register("description")}
        label={t("form.description")}
        help={t("form.descriptionHelp")}
        autoComplete="off"
        dir="auto"
        error={describe(errors.description?.message)}
      />
      <EventBoxes types={types.data} control={control} />
      {error !== null && refusedUrl === undefined && (
        <FormProblem>{describeProblem(error)}</FormProblem>
      )}
      <Button kind="primary" large type="submit" busy={isBusy} className="self-start">
        {submitLabel}
      </Button>
    </form>
  );
}
