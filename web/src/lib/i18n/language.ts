/** The languages that the app is written in; each is a folder under `locales/`. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself: whoever looks for it can read this. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", de: "Deutsch" };

const STORED_UNDER = "postscope.language";

/** The language of a tag that we have: "de-AT" → "de"; null for all others. */
export function readLanguage(tag: string | null | undefined): Language | null {
  const code = tag?.split("-")[0]?.toLowerCase();
  return LANGUAGES.find((known) => known === code) ?? null;
}

/** The first of the reader's languages that we have, or English. */
export function matchLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const known = readLanguage(tag);
    if (known !== null) return known;
  }
  return "en";
}

/** The language last used here: the profile's, which is known only after sign-in. */
export function readStoredLanguage(): Language | null {
  try {
    return readLanguage(localStorage.getItem(STORED_UNDER));
  } catch {
    return null;
  }
}

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED_UNDER, language);
  } catch {
    // Storage may be closed to us: the choice holds until the page is left.
  }
}
