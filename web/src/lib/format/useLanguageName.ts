import { useTranslation } from "react-i18next";

/** What a language is called in that of the page: "de" → "German"; null where none is known. */
export function nameLanguage(code: string | null, locale: string): string | null {
  if (code === null) return null;
  try {
    const name = new Intl.DisplayNames(locale, { type: "language", fallback: "none" }).of(code);
    return name ?? code;
  } catch {
    // No code at all: whoever heard it named it in words.
    return code;
  }
}

export function useLanguageName(code: string | null): string | null {
  const { i18n } = useTranslation();
  return nameLanguage(code, i18n.language);
}
