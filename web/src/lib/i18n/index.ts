import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

import {
  type Language,
  matchLanguage,
  readLanguage,
  readStoredLanguage,
  storeLanguage,
} from "./language";

/** One file per feature; a page loads those it needs. */
export type Namespace =
  | "common"
  | "accounts"
  | "analyse"
  | "result"
  | "requests"
  | "reasons"
  | "library"
  | "creators"
  | "import"
  | "settings"
  | "apiKeys"
  | "ownData"
  | "webhooks";

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

function tellDocument(language: string): void {
  document.documentElement.lang = language;
}

/** Starts the translations with the language last used here, else the browser's. */
export async function startTranslations(): Promise<void> {
  i18next.on("languageChanged", tellDocument);
  await i18next
    .use(fileBackend)
    .use(initReactI18next)
    .init({
      lng: readStoredLanguage() ?? matchLanguage(navigator.languages),
      // Every language has every text (there is a test): no second one is fetched.
      fallbackLng: false,
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
      // It advertises in the console.
      showSupportNotice: false,
      react: { useSuspense: true },
    });
}

/** The language that the page is in. */
export function currentLanguage(): Language {
  return readLanguage(i18next.language) ?? "en";
}

/** Changes the page's language, texts first, and keeps it for the next visit. */
export async function changeLanguage(language: Language): Promise<void> {
  storeLanguage(language);
  if (language !== i18next.language) await i18next.changeLanguage(language);
}

/** For route loaders: texts load beside the data, not after it. */
export function loadTexts(...namespaces: Namespace[]): Promise<void> {
  return i18next.loadNamespaces(namespaces);
}
