import type { Bytes } from "../../core/bytes.ts";
import { writeKeptRenewal } from "../../dialog/machine/kept-renewal.ts";
import type { RenewalState } from "../../dialog/machine/renewal-state.ts";
import { seal } from "./seal.ts";

/**
 * Keeps what only this dialog has of a renewal in its root, sealed, for the dialog that replaces it: Firefox ends this
 * script at once when the extension is updated or reloaded, and starts the next one in the same document. Another page
 * that put such an element into a root of its own would not have the key. (In Chromium this script lives on.)
 *
 * @param root contains the open dialog
 * @param sealKey asks the background for the key of this site
 * @param sealed what this dialog continues, until its first change
 * @returns a function to call after each change
 */
export function keepForSuccessor(
  root: ShadowRoot,
  sealKey: () => Promise<Bytes>,
  sealed: string | undefined,
): (state: RenewalState) => void {
  if (outlivesExtension()) return () => undefined;
  const template = document.createElement("template");
  let key: Promise<Bytes> | undefined;
  let changes = 0;

  function put(value: string): void {
    template.dataset["kept"] = value;
    root.append(template);
  }

  async function keep(state: RenewalState): Promise<void> {
    changes += 1;
    const change = changes;
    const text = writeKeptRenewal(state);
    if (text === undefined) {
      template.remove();
      return;
    }
    key ??= sealKey();
    const value = await seal(await key, text);
    if (change === changes) put(value);
  }

  if (sealed !== undefined) put(sealed);
  return (state) => {
    keep(state).catch(() => (key = undefined));
  };
}

/** In Chromium, content scripts have this and outlive their extension; in Firefox neither. */
function outlivesExtension(): boolean {
  return "dom" in chrome;
}
