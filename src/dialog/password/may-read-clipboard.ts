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
