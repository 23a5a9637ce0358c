/// <reference types="@crxjs/vite-plugin/client" />
import browser, { type Scripting } from "webextension-polyfill";
import { languageFor } from "../../ui/language.ts";
import dialogEn from "../dialog-host/dialog-en.iife.ts?script&iife";
import dialogJa from "../dialog-host/dialog-ja.iife.ts?script&iife";

/** One bundle per language, because the texts are a quarter of its size. */
const dialogs = { en: dialogEn, ja: dialogJa } as const;

/** Injects the dialog into a document, in the page's language; a dialog that is already there stays unchanged. */
export async function showDialog(target: Scripting.InjectionTarget): Promise<void> {
  const [found] = await browser.scripting.executeScript({
    target,
    func: () => document.documentElement.lang || navigator.language,
  });
  const language = languageFor(typeof found?.result === "string" ? found.result : "");
  await browser.scripting.executeScript({ target, files: [dialogs[language]] });
}
