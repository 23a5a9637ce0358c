import { bytesOf } from "../core/bytes.ts";

/** How long a copied password stays in the clipboard, in milliseconds. */
export const clipboardLifetime = 60_000;

/** What copying needs from the browser. */
export interface ClipboardHost {
  readonly clipboard: Pick<Clipboard, "readText" | "writeText">;
  readonly after: (milliseconds: number, action: () => Promise<void>) => void;
  /** Whether the clipboard can be read without prompting the person. */
  readonly mayRead: () => Promise<boolean>;
}

/**
 * Copies the password and clears the clipboard after a minute, if it still holds the password and the browser allows
 * reading it. Only the password's digest is kept until then.
 *
 * @returns whether the clipboard will be cleared; if not, the person has to be told
 * @throws DOMException `NotAllowedError` where the browser refuses to write
 */
export async function copyPassword(password: string, host: ClipboardHost): Promise<boolean> {
  await host.clipboard.writeText(password);
  // A permission prompt that appears out of nowhere a minute later would alarm more than it protects.
  if (!(await host.mayRead())) return false;
  const copied = await digest(password);
  host.after(clipboardLifetime, () => clearIfUnchanged(copied, host.clipboard));
  return true;
}

async function clearIfUnchanged(copied: string, clipboard: ClipboardHost["clipboard"]): Promise<void> {
  try {
    if ((await digest(await clipboard.readText())) === copied) await clipboard.writeText("");
  } catch {
    // Reading can be refused (no permission, another window has the focus). The clipboard is then left alone: the person
    // may have copied something else.
  }
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return bytesOf(hash).join();
}

/** The browser's permissions; the DOM types omit the clipboard, which not every browser supports. */
interface AnyPermissions {
  query(descriptor: { readonly name: string }): Promise<{ readonly state: string }>;
}

/** Whether this document may read the clipboard without a prompt; a browser that cannot tell would prompt (Firefox). */
export async function mayReadClipboard({ permissions }: { readonly permissions: AnyPermissions }): Promise<boolean> {
  try {
    return (await permissions.query({ name: "clipboard-read" })).state === "granted";
  } catch {
    return false;
  }
}
