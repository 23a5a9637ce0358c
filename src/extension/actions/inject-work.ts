/// <reference types="@crxjs/vite-plugin/client" />
import browser, { type Scripting } from "webextension-polyfill";
import work from "../dialog-host/work.iife.ts?script&iife";

/** Injects what handles keys and files beside the dialog, once the person renews. */
export async function injectWork(target: Scripting.InjectionTarget): Promise<void> {
  await browser.scripting.executeScript({ target, files: [work] });
}
