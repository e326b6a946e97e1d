import { ListChecks, UserPlus } from "lucide-react";
import { type FormEvent, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Field } from "@/components/Field";
import { usePlatformName } from "@/components/PlatformGlyph";
import { SelectField } from "@/components/SelectField";
import type { WantedCreator } from "@/lib/api/types";
import { useWishKey } from "@/lib/idempotency";

import { useFollow } from "./queries";
import { type CreatorPlatform, PLATFORMS } from "./search";
import { type CreatorProblem, useCreatorProblem } from "./useCreatorProblem";

const ICON = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;
/** The height of a label, so that buttons stand beside their fields. */
const BESIDE_FIELD = "@[760px]:mt-[26px]";

export interface FollowBoxProps {
  /** How many creators the plan allows. */
  limit: number | null | undefined;
  fieldRef: RefObject<HTMLInputElement | null>;
  onAnalyse: (wanted: WantedCreator) => void;
}

/** Follows, with one key for one wish. */
export function useFollowOnce() {
  const follow = useFollow();
  const wishKey = useWishKey();
  function begin(
    wanted: WantedCreator,
    { onFollowed, onRefused }: { onFollowed?: () => void; onRefused?: () => void } = {},
  ): void {
    if (follow.isPending) return;
    follow.mutate(
      { wanted, idempotencyKey: wishKey.keyOf(wanted) },
      {
        onSuccess: () => {
          wishKey.onSuccess();
          onFollowed?.();
        },
        onError: (error) => {
          wishKey.onError(error);
          onRefused?.();
        },
      },
    );
  }
  return { begin, isPending: follow.isPending, error: follow.error, reset: follow.reset };
}

/** A profile's address or an @handle, and what to do with it: follow, or analyse its latest. */
export function FollowBox({ limit, fieldRef, onAnalyse }: FollowBoxProps) {
  const { t } = useTranslation("creators");
  const namePlatform = usePlatformName();
  const explain = useCreatorProblem();
  const follow = useFollowOnce();
  const [text, setText] = useState("");
  const [platform, setPlatform] = useState<CreatorPlatform | "">("");
  const [isEmpty, setEmpty] = useState(false);
  const problem: CreatorProblem | null = isEmpty
    ? { message: t("refusal.empty"), field: "creator" }
    : follow.error && explain(follow.error, limit);

  function forget(): void {
    setEmpty(false);
    follow.reset();
  }

  /** What was typed; null, and the focus in the field, where that is nothing. */
  function readWanted(): WantedCreator | null {
    const creator = text.trim();
    setEmpty(creator === "");
    if (creator !== "") return { creator, ...(platform === "" ? {} : { platform }) };
    follow.reset();
    fieldRef.current?.focus();
    return null;
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const wanted = readWanted();
    // A refusal is read out with the field that it is about.
    if (wanted === null) return;
    follow.begin(wanted, {
      onFollowed: () => {
        setText("");
        setPlatform("");
      },
      onRefused: () => fieldRef.current?.focus(),
    });
  }

  return (
    <form onSubmit={submit} noValidate className="@container">
      <div className="grid grid-cols-1 gap-x-3 gap-y-4 @[440px]:grid-cols-[minmax(0,1fr)_176px] @[760px]:grid-cols-[minmax(0,1fr)_176px_auto]">
        <Field
          ref={fieldRef}
          label={t("follow.label")}
          help={t("follow.help")}
          error={problem?.field === "creator" ? problem.message : undefined}
          placeholder={t("follow.placeholder")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            forget();
          }}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <SelectField
          large
          label={t("follow.platform")}
          error={problem?.field === "platform" ? problem.message : undefined}
          value={platform}
          onChange={(event) => {
            setPlatform(event.target.value as CreatorPlatform | "");
            forget();
          }}
        >
          <option value="">{t("follow.byAddress")}</option>
          {PLATFORMS.map((name) => (
            <option key={name} value={name}>
              {namePlatform(name)}
            </option>
          ))}
        </SelectField>
        <div
          className={`col-span-full flex flex-wrap gap-3 self-start @[760px]:col-span-1 ${BESIDE_FIELD}`}
        >
          <Button
            kind="primary"
            large
            type="submit"
            busy={follow.isPending}
            icon={<UserPlus {...ICON} />}
          >
            {t("follow.submit")}
          </Button>
          <Button
            large
            icon={<ListChecks {...ICON} />}
            onClick={() => {
              const wanted = readWanted();
              if (wanted !== null) onAnalyse(wanted);
            }}
          >
            {t("latest.open")}
          </Button>
        </div>
      </div>
      {problem !== null && problem.field === null && (
        <p role="alert" className="mt-3 max-w-[76ch] text-table text-danger">
          {problem.message}
        </p>
      )}
    </form>
  );
}
