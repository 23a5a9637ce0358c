import * as v from "valibot";
import browser from "webextension-polyfill";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import type { Caller } from "../service/caller.ts";

const storageKey = "sealRoot";
const Root = v.pipe(v.string(), v.base64(), v.transform(fromBase64), v.length(32));

/**
 * The key with which the dialogs of a site seal what they keep in their document across an update of the extension. It
 * outlives the extension's memory, and is useless without that document. It is derived (HKDF, RFC 5869) from one random
 * number, so that what is stored does not tell which sites were visited.
 *
 * @returns 32 octets, base64
 */
export async function sealKey({ origin }: Pick<Caller, "origin">): Promise<string> {
  const root = await navigator.locks.request("koshin-seal-root", async () => {
    const { [storageKey]: stored } = await browser.storage.local.get(storageKey);
    const read = v.safeParse(Root, stored);
    if (read.success) return read.output;
    const made = crypto.getRandomValues(new Uint8Array(32));
    await browser.storage.local.set({ [storageKey]: toBase64(made) });
    return made;
  });
  const key = await crypto.subtle.importKey("raw", root, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode(origin);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return toBase64(new Uint8Array(await crypto.subtle.deriveBits(derivation, key, 256)));
}

/** Forgets it, when the browser has started: the documents of its last session are gone. */
export async function forgetSealKeys(): Promise<void> {
  await browser.storage.local.remove(storageKey);
}
