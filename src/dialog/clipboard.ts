import { bytesOf } from "../core/bytes.ts";

/** How long a copied password stays in the clipboard, in milliseconds. */
export const clipboardLifetime = 60_000;

/** What copying needs of the browser. */
export interface ClipboardHost {
  readonly clipboard: Pick<Clipboard, "readText" | "writeText">;
  readonly after: (milliseconds: number, action: () => Promise<void>) => void;
}

/**
 * Copies the password and takes it out of the clipboard again after a minute, where it still is there. Only its
 * digest waits so long, not the password.
 *
 * @throws DOMException `NotAllowedError` where the browser refuses to write
 */
export async function copyPassword(password: string, host: ClipboardHost): Promise<void> {
  await host.clipboard.writeText(password);
  const copied = await digest(password);
  host.after(clipboardLifetime, () => clearIfHeld(copied, host.clipboard));
}

async function clearIfHeld(copied: string, clipboard: ClipboardHost["clipboard"]): Promise<void> {
  try {
    if ((await digest(await clipboard.readText())) === copied) await clipboard.writeText("");
  } catch {
    // Reading can be refused (no permission, another window in front). Then the clipboard is left alone: it may
    // hold something of the person's own.
  }
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return bytesOf(hash).join();
}
