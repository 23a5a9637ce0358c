import type { ImportGuideOs } from "./import-guide.ts";

/** A serial number (upper-case hexadecimal) as the browser's selector shows it on a system. */
export function serialInSelector(serial: string, guide: ImportGuideOs): string {
  return guide === "firefox" ? inPairs(serial, ":") : serial;
}

/** The same as the list of certificates shows it that a person opens to remove one. */
export function serialInStore(serial: string, guide: ImportGuideOs): string {
  switch (guide) {
    case "windows":
      return serial.toLowerCase();
    case "macos":
      return inPairs(serial, " ");
    case "linux":
    case "chromeos":
    case "firefox":
      return inPairs(serial, ":");
    case "mobile":
      return serial;
  }
}

function inPairs(serial: string, separator: string): string {
  return serial.match(/../g)?.join(separator) ?? serial;
}
