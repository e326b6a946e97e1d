import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Button } from "@/components/Button";
import { Field, type FieldProps } from "@/components/Field";

/** A password that can be looked at before it is sent. */
export function PasswordField({
  label,
  ...props
}: Omit<FieldProps, "label" | "type" | "trailing"> & { label?: string }) {
  const { t } = useTranslation("accounts");
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Field
      {...props}
      label={label ?? t("field.password")}
      type={isShown ? "text" : "password"}
      trailing={
        <Button
          kind="quiet"
          aria-label={t(isShown ? "field.hidePassword" : "field.showPassword")}
          onClick={() => setShown(!isShown)}
          square
          icon={<Icon aria-hidden className="size-4 text-ink-2" strokeWidth={1.75} />}
        />
      }
    />
  );
}
