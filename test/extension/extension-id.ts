/** The ID that browsers derive from the manifest's key. */
export const extensionId = "bgjckafjabmfgndmkimogeccagakojef";
