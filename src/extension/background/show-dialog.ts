/// <reference types="@crxjs/vite-plugin/client" />
import browser, { type Scripting } from "webextension-polyfill";
import dialogFile from "../dialog-host/dialog.iife.ts?script&iife";

/** Puts the dialog into a document; one that shows it already stays as it is. */
export async function showDialog(target: Scripting.InjectionTarget): Promise<void> {
  await browser.scripting.executeScript({ target, files: [dialogFile] });
}
