import { useTranslation } from "react-i18next";

import { Field, type FieldProps } from "@/components/Field";

/** The address by which somebody signs in. */
export function EmailField(
  props: Omit<FieldProps, "label" | "type" | "autoComplete" | "inputMode">,
) {
  const { t } = useTranslation("accounts");
  return (
    <Field
      {...props}
      label={t("field.email")}
      type="email"
      autoComplete="username"
      inputMode="email"
    />
  );
}
