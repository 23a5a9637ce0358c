/**
 * Denies content scripts access to the extension's storage, which they do not need. Firefox does not support this; the
 * storage holds nothing useful to an attacker, so this is only a second line of defence.
 */
export async function keepStorageFromPages(): Promise<void> {
  const { local } = chrome.storage;
  if ("setAccessLevel" in local) await local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}
