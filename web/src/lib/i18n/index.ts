import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

/** One file per feature; a page loads those it needs. */
export type Namespace = "common" | "accounts" | "analyse" | "result" | "requests";

export const LANGUAGES = ["en"] as const;

const files = import.meta.glob<{ default: object }>("../../locales/*/*.json");

const fileBackend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, callback) {
    const load = files[`../../locales/${language}/${namespace}.json`];
    if (load === undefined) {
      callback(new Error(`No texts for ${language}/${namespace}`), null);
      return;
    }
    load().then(
      (file) => callback(null, file.default),
      (error: unknown) => callback(error as Error, null),
    );
  },
};

/** Starts the translations with the reader's language, or English. */
export async function startTranslations(): Promise<void> {
  const wanted = navigator.languages.map((language) => language.split("-")[0] ?? "");
  const language = LANGUAGES.find((known) => wanted.includes(known)) ?? "en";
  await i18next
    .use(fileBackend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: "en",
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    });
  document.documentElement.lang = language;
}

/** For route loaders: texts load beside the data, not after it. */
export function loadTexts(...namespaces: Namespace[]): Promise<void> {
  return i18next.loadNamespaces(namespaces);
}
