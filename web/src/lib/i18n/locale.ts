/** Without a hint of the reader’s region; English is then written with day before month. */
const DEFAULT_LOCALES: Record<string, string> = { en: "en-GB", de: "de-DE" };

/** The locale for numbers and dates: the page's language in the reader's region. */
export function chooseLocale(language: string, preferred: readonly string[]): string {
  const sameLanguage = preferred.find(
    (candidate) => candidate.includes("-") && candidate.split("-")[0] === language.split("-")[0],
  );
  return sameLanguage ?? DEFAULT_LOCALES[language] ?? language;
}
