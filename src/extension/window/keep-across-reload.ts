import * as v from "valibot";
import browser from "webextension-polyfill";
import { fromBase64, toBase64 } from "../../core/base64.ts";
import { HandedOver, type KeptInWindow } from "../../protocol/handed-over.ts";
import { seal, unseal } from "../dialog-host/seal.ts";

/** This window's history entry, which outlives its reload: where it keeps the rest, and the key to it. */
const Entry = v.object({
  name: v.pipe(v.string(), v.startsWith("renewalWindow")),
  key: v.pipe(v.string(), v.base64()),
});
type Entry = v.InferOutput<typeof Entry>;

/** What this window had of a renewal before it was loaded again. */
const KeptHere = v.object({
  /** The origin of the document that the renewal was taken over from, which may be gone. */
  origin: v.string(),
  language: HandedOver.entries.language,
  kept: HandedOver.entries.kept,
});
type KeptHere = v.InferOutput<typeof KeptHere>;

const KeptText = v.pipe(v.string(), v.parseJson(), KeptHere);

/** What this window kept before it was loaded again; undefined when it has only just opened. */
export async function keptAcrossReload(): Promise<KeptHere | undefined> {
  const entry = currentEntry();
  if (entry === undefined) return undefined;
  const sealed = (await browser.storage.session.get(entry.name))[entry.name];
  if (typeof sealed !== "string") return undefined;
  const read = v.safeParse(KeptText, await unseal(fromBase64(entry.key), sealed));
  return read.success ? read.output : undefined;
}

/**
 * Keeps what this window has, for the case that it is loaded again after the page has gone elsewhere: in the browser's memory
 * (`storage.session`), sealed with a key in this window's history entry. A browser may write that entry to disk, but not the
 * memory.
 *
 * @returns a function to call after each change
 */
export function keepAcrossReload(place: Omit<KeptHere, "kept">): (kept: KeptInWindow) => void {
  const { name, key } = currentEntry() ?? makeEntry();
  let changes = 0;

  async function keep(kept: KeptInWindow): Promise<void> {
    changes += 1;
    const change = changes;
    const sealed = await seal(fromBase64(key), JSON.stringify({ ...place, kept } satisfies KeptHere));
    if (change === changes) await browser.storage.session.set({ [name]: sealed });
  }

  return (kept) => void keep(kept).catch(() => undefined);
}

/** Forgets it, at the end of the renewal. */
export async function forgetAcrossReload(): Promise<void> {
  const entry = currentEntry();
  if (entry !== undefined) await browser.storage.session.remove(entry.name);
}

function currentEntry(): Entry | undefined {
  const read = v.safeParse(Entry, history.state);
  return read.success ? read.output : undefined;
}

function makeEntry(): Entry {
  const key = toBase64(crypto.getRandomValues(new Uint8Array(32)));
  const entry: Entry = { name: `renewalWindow ${crypto.randomUUID()}`, key };
  history.replaceState(entry, "");
  return entry;
}
