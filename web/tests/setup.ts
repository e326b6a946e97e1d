import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";

import { loadTexts, startTranslations } from "@/lib/i18n";

// Pages are loaded on demand, which on a busy machine takes its time.
configure({ asyncUtilTimeout: 10_000 });

// jsdom knows the dialog element, but not how to open it.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};
window.scrollTo = () => undefined;
// jsdom reads blobs only the old way.
Blob.prototype.arrayBuffer ??= function arrayBuffer(this: Blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as ArrayBuffer));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsArrayBuffer(this);
  });
};
// What a menu of Radix asks for when it opens.
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.hasPointerCapture ??= () => false;

beforeAll(async () => {
  await startTranslations();
  await loadTexts(
    "common",
    "accounts",
    "analyse",
    "import",
    "library",
    "reasons",
    "requests",
    "result",
    "settings",
    "apiKeys",
    "ownData",
    "webhooks",
  );
});

afterEach(() => cleanup());
