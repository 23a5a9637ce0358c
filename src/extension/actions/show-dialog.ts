/// <reference types="@crxjs/vite-plugin/client" />
import * as v from "valibot";
import browser, { type Scripting } from "webextension-polyfill";
import { pageLanguage } from "../../ui/language.ts";
import dialogEn from "../dialog-host/dialog-en.iife.ts?script&iife";
import dialogJa from "../dialog-host/dialog-ja.iife.ts?script&iife";
import { focusRenewalWindow } from "./renewal-window.ts";

/** One bundle per language, because the texts are a quarter of its size. */
const dialogs = { en: dialogEn, ja: dialogJa } as const;

const Page = v.object({ page: v.string(), browser: v.string(), kana: v.boolean() });

/**
 * Injects the dialog into a document, in the page's language; a dialog that is already there stays unchanged. If its
 * renewal is continued in a window, that comes to the front instead.
 */
export async function showDialog(target: Scripting.InjectionTarget): Promise<void> {
  if (await focusRenewalWindow(target.tabId)) return;
  const [found] = await browser.scripting.executeScript({
    target,
    func: () => ({
      page: document.documentElement.lang,
      browser: navigator.language,
      kana: /[\u3041-\u30ff]/.test(document.documentElement.innerText),
    }),
  });
  const language = pageLanguage(v.parse(Page, found?.result));
  await browser.scripting.executeScript({ target, files: [dialogs[language]] });
}
