import type { Platform } from "../core/profile.ts";

/** Where a browser finds client certificates: the operating system's store, or Firefox's own store on any system. */
export const certificateStores = ["windows", "macos", "linux", "chromeos", "mobile", "firefox"] as const;

/** A certificate store. */
export type CertificateStore = (typeof certificateStores)[number];

/** The store of the browser on this machine. */
export function certificateStoreFor({ os, browser }: Platform): CertificateStore {
  if (browser !== undefined) return browser;
  return os === "android" || os === "ios" ? "mobile" : os;
}

/** A serial number (upper-case hexadecimal) as the browser's certificate selector shows it. */
export function serialInSelector(serial: string, store: CertificateStore): string {
  return store === "firefox" ? inPairs(serial, ":") : serial;
}

/**
 * A serial number (upper-case hexadecimal) as the store's certificate manager shows it, where people remove
 * certificates.
 */
export function serialInStore(serial: string, store: CertificateStore): string {
  switch (store) {
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
  return serial.match(/-?../g)?.join(separator) ?? serial;
}
