import * as v from "valibot";

/** The sender of a message, as reported by the browser, never by the message itself. */
export interface Caller {
  /** The origin of the page that the content script runs in. */
  readonly origin: string;
  readonly tabId: number;
  /** The exact document, so that a response cannot reach the page that came after it. */
  readonly documentId: string;
  /** Whether it is in a private window. */
  readonly inPrivate: boolean;
}

const TopFrameSender = v.object({
  id: v.string(),
  url: v.string(),
  /** Not every browser reports it; a sandboxed page has the origin `null` whatever its URL. */
  origin: v.optional(v.string()),
  frameId: v.literal(0),
  documentId: v.string(),
  tab: v.object({ id: v.number(), incognito: v.boolean() }),
});

/**
 * Reads the caller from the browser's information about a message's sender.
 *
 * @param ownId this extension's ID
 * @returns undefined if the sender is not a content script of this extension in a tab's top frame
 */
export function readCaller(sender: unknown, ownId: string): Caller | undefined {
  const read = v.safeParse(TopFrameSender, sender);
  if (!read.success || read.output.id !== ownId) return undefined;
  const { url, origin = URL.parse(url)?.origin, tab, documentId } = read.output;
  return origin === undefined ? undefined : { origin, tabId: tab.id, documentId, inPrivate: tab.incognito };
}

/** Where requests to a service come from: its site's origin, and the document that is open there, if any. */
export type Place = Pick<Caller, "origin"> & Partial<Pick<Caller, "tabId" | "documentId">>;

/** A place, and whether it is in a private window, of which nothing is recorded. */
export type NotedPlace = Place & Pick<Caller, "inPrivate">;
