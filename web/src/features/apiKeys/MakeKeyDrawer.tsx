import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type Control, useController, useForm, useWatch } from "react-hook-form";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Checkbox } from "@/components/Checkbox";
import { Drawer } from "@/components/Drawer";
import { ErrorState } from "@/components/ErrorState";
import { Field } from "@/components/Field";
import { SelectField } from "@/components/SelectField";
import { LoadingShapes, Skeleton } from "@/components/Skeleton";
import { FormProblem } from "@/features/accounts/FormProblem";
import { useAccountProblem } from "@/features/accounts/useAccountProblem";
import { ApiError } from "@/lib/api/errors";
import type { ApiScope, NewApiKey } from "@/lib/api/types";
import { formatIsoDay } from "@/lib/periods";

import { EXPIRIES, findExpiry } from "./expiry";
import { type KeyForm, keyForm } from "./keyForm";
import { scopesQuery, useMakeKey } from "./queries";
import { groupScopes, isReadOnly } from "./scopes";
import { useScopeWords } from "./useScopeWords";

const PROBLEMS = ["nameMissing", "nameLong", "noScopes", "dayPast"] as const;

function useProblemWords() {
  const { t } = useTranslation("apiKeys");
  return (name: string | undefined): string | undefined => {
    const known = PROBLEMS.find((each) => each === name);
    return known === undefined ? name : t(`problem.${known}`);
  };
}

/** What the key may do: a box each, by area, with what it means. */
function ScopeBoxes({ scopes, control }: { scopes: ApiScope[]; control: Control<KeyForm> }) {
  const { t } = useTranslation("apiKeys");
  const { nameArea, describe } = useScopeWords();
  const describeProblem = useProblemWords();
  const problemId = useId();
  const { field, fieldState } = useController({ control, name: "scopes" });
  const choose = (chosen: string[]): void => field.onChange(chosen);
  const toggle = (scope: string, isOn: boolean): void =>
    choose(isOn ? [...field.value, scope] : field.value.filter((each) => each !== scope));
  const problem = describeProblem(fieldState.error?.message);
  return (
    <fieldset aria-describedby={problem === undefined ? undefined : problemId}>
      <legend className="mb-1 text-table font-medium">{t("make.scopes")}</legend>
      <div className="-ml-2 flex flex-wrap gap-1">
        <Button
          kind="quiet"
          className="px-2!"
          onClick={() => choose(scopes.map(({ scope }) => scope).filter(isReadOnly))}
        >
          {t("make.onlyRead")}
        </Button>
        <Button
          kind="quiet"
          className="px-2!"
          onClick={() => choose(scopes.map(({ scope }) => scope))}
        >
          {t("make.everything")}
        </Button>
      </div>
      {problem !== undefined && (
        <p id={problemId} className="mt-1 text-note text-danger">
          {problem}
        </p>
      )}
      {groupScopes(scopes).map((group) => (
        <fieldset key={group.area} className="mt-3 border-t border-line pt-3">
          <legend className="float-left mb-2 w-full text-table font-semibold">
            {nameArea(group.area)}
          </legend>
          <div className="clear-both flex flex-col gap-2.5">
            {group.scopes.map((each) => (
              <Checkbox
                key={each.scope}
                label={describe(each)}
                note={each.scope}
                checked={field.value.includes(each.scope)}
                onChange={(event) => toggle(each.scope, event.target.checked)}
                onBlur={field.onBlur}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </fieldset>
  );
}

function ScopeShapes() {
  return (
    <LoadingShapes className="flex flex-col gap-3">
      <Skeleton className="h-4 w-32" />
      {[0, 1, 2, 3].map((index) => (
        <Skeleton key={index} className="h-9 w-full" />
      ))}
    </LoadingShapes>
  );
}

function MakeKeyForm({ onMade }: { onMade: (made: NewApiKey) => void }) {
  const { t } = useTranslation("apiKeys");
  const scopes = useQuery(scopesQuery);
  const make = useMakeKey();
  const describeProblem = useProblemWords();
  const { describeAttempt, describeFields } = useAccountProblem();
  const { register, handleSubmit, formState, control } = useForm<KeyForm>({
    resolver: zodResolver(keyForm),
    defaultValues: { name: "", scopes: [], expiry: "90", day: "" },
  });
  const expiry = useWatch({ control, name: "expiry" });
  const [today] = useState(() => formatIsoDay(new Date()));
  const refused = describeFields(make.error);

  const submit = handleSubmit((form) =>
    make.mutate(
      {
        name: form.name,
        // The boxes offer what the server listed.
        scopes: form.scopes as ApiScope["scope"][],
        expires_at: findExpiry(form.expiry, form.day),
      },
      { onSuccess: onMade },
    ),
  );

  if (scopes.data === undefined) {
    return scopes.error === null ? (
      <ScopeShapes />
    ) : (
      <ErrorState inSection error={scopes.error} onRetry={() => void scopes.refetch()} />
    );
  }
  const isFull = make.error instanceof ApiError && make.error.code === "TooManyApiKeys";
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-6">
      <Field
        {...register("name")}
        label={t("make.name")}
        help={t("make.nameHelp")}
        autoComplete="off"
        dir="auto"
        error={describeProblem(formState.errors.name?.message) ?? refused["name"]}
      />
      <ScopeBoxes scopes={scopes.data} control={control} />
      <div className="flex flex-col gap-3">
        <SelectField
          {...register("expiry")}
          label={t("make.expiry")}
          help={t("make.expiryHelp")}
          error={refused["expires_at"]}
        >
          {EXPIRIES.map((each) => (
            <option key={each} value={each}>
              {t(`expiry.${each}`)}
            </option>
          ))}
        </SelectField>
        {expiry === "day" && (
          <Field
            {...register("day")}
            type="date"
            label={t("make.day")}
            min={today}
            error={describeProblem(formState.errors.day?.message)}
          />
        )}
      </div>
      {make.error !== null && Object.keys(refused).length === 0 && (
        <FormProblem>{isFull ? t("problem.full") : describeAttempt(make.error)}</FormProblem>
      )}
      <Button kind="primary" large type="submit" busy={make.isPending} className="self-start">
        {t("make.submit")}
      </Button>
    </form>
  );
}

export interface MakeKeyDrawerProps {
  isOpen: boolean;
  onMade: (made: NewApiKey) => void;
  onClose: () => void;
}

/** A new key: what it is for, what it may do, until when. */
export function MakeKeyDrawer({ isOpen, onMade, onClose }: MakeKeyDrawerProps) {
  const { t } = useTranslation("apiKeys");
  return (
    <Drawer title={t("make.title")} isOpen={isOpen} onClose={onClose}>
      <MakeKeyForm onMade={onMade} />
    </Drawer>
  );
}
