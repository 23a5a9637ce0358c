import type { Platform } from "../../core/profile.ts";

/** The systems whose import the dialog explains; Firefox brings its own store to every one of them. */
export const importGuides = ["windows", "macos", "linux", "chromeos", "mobile", "firefox"] as const;

/** A system whose import the dialog explains. */
export type ImportGuideOs = (typeof importGuides)[number];

/** The explanation that a person at this machine needs. */
export function importGuideFor({ os, browser }: Platform): ImportGuideOs {
  if (browser !== undefined) return browser;
  return os === "android" || os === "ios" ? "mobile" : os;
}

/** The command that imports the file into the key store of Chrome on Linux; it asks for the password by itself. */
export function importCommand(fileName: string): string {
  return `pk12util -d sql:$HOME/.pki/nssdb -i ${fileName}`;
}
