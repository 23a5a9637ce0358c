import type { Bytes } from "../../core/bytes.ts";
import { attachHost } from "./host-element.ts";
import { clearLeft, leftAttribute } from "./other-copies.ts";
import { seal } from "./seal.ts";

/** What a document keeps for the dialog that replaces one. */
export interface Remains {
  /** To be called after each change, with what only the dialog has. */
  readonly keep: (kept: string | undefined) => void;
  /** To be called if the page does not let the dialog's element stay. */
  readonly leaveElement: () => void;
}

/**
 * Keeps what only this dialog has of a renewal in its root, sealed, for the dialog that replaces it: Firefox ends this
 * script at once when the extension is updated or reloaded, and starts the next one in the same document. Another page
 * that put such an element into a root of its own would not have the key. (In Chromium this script lives on.)
 *
 * @param root contains the open dialog
 * @param sealKey asks the background for the key of this site
 * @param sealed what this dialog continues, until its first change
 */
export function keepForSuccessor(root: ShadowRoot, sealKey: () => Promise<Bytes>, sealed: string | undefined): Remains {
  if (outlivesExtension()) return { keep: () => undefined, leaveElement: () => undefined };
  const template = document.createElement("template");
  let key: Promise<Bytes> | undefined;
  let changes = 0;
  let latest: string | undefined;
  let left = false;

  function put(value: string | undefined): void {
    latest = value;
    if (value === undefined) {
      template.remove();
      clearLeft(document);
    } else if (left) {
      document.documentElement.setAttribute(leftAttribute, value);
    } else {
      template.dataset["kept"] = value;
      root.append(template);
    }
  }

  async function keep(text: string | undefined): Promise<void> {
    changes += 1;
    const change = changes;
    if (text === undefined) {
      put(undefined);
      return;
    }
    key ??= sealKey();
    const value = await seal(await key, text);
    if (change === changes) put(value);
  }

  put(sealed);
  return {
    keep: (text) => {
      keep(text).catch(() => (key = undefined));
    },
    leaveElement: () => {
      left = true;
      put(latest);
    },
  };
}

/** What a document keeps of a renewal that is continued in the extension's own window. */
export interface WindowRemains {
  /** To be called after each change, with what only the window has. */
  readonly keep: (kept: string | null) => void;
  readonly remove: () => void;
}

/**
 * Keeps the same of a renewal that is continued in the extension's own window, which the browser closes with the extension: in
 * the root of a dialog that is not shown.
 */
export function keepForWindow(document: Document, sealKey: () => Promise<Bytes>): WindowRemains {
  if (outlivesExtension()) return { keep: () => undefined, remove: () => undefined };
  const host = attachHost(document, { onErased: () => undefined, onGone: () => remains.leaveElement() });
  host.root.append(hiddenDialog(document));
  const remains = keepForSuccessor(host.root, sealKey, undefined);
  return {
    keep: (kept) => remains.keep(kept ?? undefined),
    remove: () => {
      remains.keep(undefined);
      host.remove();
    },
  };
}

/** By its class the next dialog knows it for one of ours. */
function hiddenDialog(document: Document): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "look";
  return dialog;
}

/** In Chromium, content scripts have this and outlive their extension; in Firefox neither. */
function outlivesExtension(): boolean {
  return "dom" in chrome;
}
