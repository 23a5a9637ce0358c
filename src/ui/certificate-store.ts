import type { Platform } from "../core/profile.ts";

/** Where a browser finds client certificates: the system's own store, or Firefox's, which it brings to every system. */
export const certificateStores = ["windows", "macos", "linux", "chromeos", "mobile", "firefox"] as const;

/** One of them. */
export type CertificateStore = (typeof certificateStores)[number];

/** The store of the browser on this machine. */
export function certificateStoreFor({ os, browser }: Platform): CertificateStore {
  if (browser !== undefined) return browser;
  return os === "android" || os === "ios" ? "mobile" : os;
}

/** A serial number (upper-case hexadecimal) as the browser's selector shows it of a certificate in a store. */
export function serialInSelector(serial: string, store: CertificateStore): string {
  return store === "firefox" ? inPairs(serial, ":") : serial;
}

/** The same as the list of certificates shows it that a person opens to remove one from the store. */
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
  return serial.match(/../g)?.join(separator) ?? serial;
}
