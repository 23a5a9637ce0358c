import { join } from "node:path";

/** Where the built extension is. */
export const extensionFolder = join(import.meta.dirname, "..", "..", "dist", "extension");
