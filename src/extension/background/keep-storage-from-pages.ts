/**
 * Keeps content scripts from the extension's storage, with which they have no business. Firefox cannot: there the
 * storage holds nothing that would help a page's attacker, which is why this is a second fence and no first one.
 */
export async function keepStorageFromPages(): Promise<void> {
  const { local } = chrome.storage;
  if ("setAccessLevel" in local) await local.setAccessLevel({ accessLevel: "TRUSTED_CONTEXTS" });
}
