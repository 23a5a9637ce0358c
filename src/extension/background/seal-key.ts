import * as v from "valibot";
import browser from "webextension-polyfill";
import { toBase64 } from "../../core/base64.ts";
import type { Caller } from "../service/caller.ts";

const storageKey = "sealKeys";
const Keys = v.fallback(v.record(v.string(), v.pipe(v.string(), v.base64())), {});

/**
 * The key with which the dialogs of a site seal what they keep in their document across an update of the extension. It
 * outlives the extension's memory, and is useless without that document.
 *
 * @returns 32 octets, base64
 */
export async function sealKey({ origin }: Pick<Caller, "origin">): Promise<string> {
  return await navigator.locks.request("koshin-seal-keys", async () => {
    const { [storageKey]: stored } = await browser.storage.local.get(storageKey);
    const keys = v.parse(Keys, stored ?? {});
    const key = keys[origin] ?? toBase64(crypto.getRandomValues(new Uint8Array(32)));
    if (!(origin in keys)) await browser.storage.local.set({ [storageKey]: { ...keys, [origin]: key } });
    return key;
  });
}

/** Forgets all keys, when the browser has started: the documents of its last session are gone. */
export async function forgetSealKeys(): Promise<void> {
  await browser.storage.local.remove(storageKey);
}
