import * as v from "valibot";
import browser from "webextension-polyfill";
import { HandedOver, handOverName, type KeptInWindow } from "../../protocol/handed-over.ts";
import type { RenewedDocument } from "../actions/renewal-window.ts";
import { configuredSites } from "../sites/configured-sites.ts";
import { siteOf } from "../sites/sites.ts";

const Injected = v.tuple([v.object({ result: v.unknown() })]);

/** The origin of a document, as reported by its isolated world; undefined if it is gone. */
export async function originOf(document: RenewedDocument): Promise<string | undefined> {
  const origin = await run(document, () => self.origin);
  return typeof origin === "string" ? origin : undefined;
}

/** The origin, if it is of a configured site. */
export async function configuredOrigin(origin: string | undefined): Promise<string | undefined> {
  return origin === undefined || siteOf(origin, await configuredSites()) === undefined ? undefined : origin;
}

/**
 * Takes the renewal over from the dialog in a document.
 *
 * @returns undefined if there is none
 */
export async function takeOver(document: RenewedDocument): Promise<HandedOver | undefined> {
  const read = v.safeParse(HandedOver, await run(document, takeHere));
  return read.success ? read.output : undefined;
}

/** The document that a renewal was taken over from, which keeps what only this window has. */
export interface KeepingDocument {
  /** To be called after each change. */
  readonly keep: (kept: KeptInWindow) => void;
  /** Whether the document is still there. */
  readonly isThere: () => boolean;
}

/**
 * Connects to the document that a renewal was taken over from, so that its dialog returns there if this window is closed
 * half way, and this window has the renewal again if it is loaded again.
 */
export function keepInDocument({ tabId }: RenewedDocument, { connection: name }: HandedOver): KeepingDocument {
  const connection = browser.tabs.connect(tabId, { name, frameId: 0 });
  let connected = true;
  connection.onDisconnect.addListener(() => (connected = false));
  return {
    keep: (kept) => {
      if (connected) connection.postMessage(kept);
    },
    isThere: () => connected,
  };
}

async function run({ tabId, documentId }: RenewedDocument, func: (name: string) => unknown): Promise<unknown> {
  const injection = { target: { tabId, documentIds: [documentId] }, func, args: [handOverName] };
  const read = v.safeParse(Injected, await browser.scripting.executeScript(injection).catch(() => undefined));
  return read.success ? read.output[0].result : undefined;
}

/** Runs in the document's isolated world, and therefore must not refer to anything outside. */
async function takeHere(name: string): Promise<unknown> {
  const handOver: unknown = Reflect.get(globalThis, Symbol.for(name));
  return typeof handOver === "function" ? await Reflect.apply(handOver, undefined, []) : null;
}
