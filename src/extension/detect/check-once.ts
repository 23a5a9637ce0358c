import type { CheckOutcome, ExtensionMessage } from "../../protocol/extension-message.ts";

/** Asks the background whether there is anything to say; undefined where it could not find out. */
export type Check = () => Promise<CheckOutcome | undefined>;

/** A check that is made once per document, however many times and from wherever it is asked for. */
export function checkOnce(): Check {
  let outcome: Promise<CheckOutcome | undefined> | undefined;
  return () => (outcome ??= askBackground());
}

async function askBackground(): Promise<CheckOutcome | undefined> {
  try {
    const reply: unknown = await chrome.runtime.sendMessage({ kind: "check" } satisfies ExtensionMessage);
    const value = isRecord(reply) && reply["ok"] === true ? reply["value"] : undefined;
    return value === "shown" || value === "nothing" ? value : undefined;
  } catch {
    // The extension was reloaded or removed: its scripts that are still in pages have nobody to ask.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
