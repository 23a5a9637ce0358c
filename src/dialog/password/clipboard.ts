import { bytesOf } from "../../core/bytes.ts";

/** How long a copied password stays in the clipboard, in milliseconds. */
export const clipboardLifetime = 60_000;

/** What copying needs of the browser. */
export interface ClipboardHost {
  readonly clipboard: Pick<Clipboard, "readText" | "writeText">;
  readonly after: (milliseconds: number, action: () => Promise<void>) => void;
  /** Whether the clipboard can be read without a question to the person. */
  readonly mayRead: () => Promise<boolean>;
}

/**
 * Copies the password and takes it out of the clipboard again after a minute, where it still is there and the browser
 * lets that be seen. Only its digest waits so long, not the password.
 *
 * @returns whether it will be taken out; where not, the person has to be told
 * @throws DOMException `NotAllowedError` where the browser refuses to write
 */
export async function copyPassword(password: string, host: ClipboardHost): Promise<boolean> {
  await host.clipboard.writeText(password);
  // A question that appears a minute later, out of nowhere, would frighten more than it protects.
  if (!(await host.mayRead())) return false;
  const copied = await digest(password);
  host.after(clipboardLifetime, () => clearIfHeld(copied, host.clipboard));
  return true;
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

/** The browser's permissions; the types of the DOM leave out the clipboard, which not every browser knows. */
interface AnyPermissions {
  query(descriptor: { readonly name: string }): Promise<{ readonly state: string }>;
}

/** Whether the browser lets this document read the clipboard without a question; one that does not tell would ask (Firefox). */
export async function mayReadClipboard({ permissions }: { readonly permissions: AnyPermissions }): Promise<boolean> {
  try {
    return (await permissions.query({ name: "clipboard-read" })).state === "granted";
  } catch {
    return false;
  }
}
