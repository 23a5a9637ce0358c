import type { Bytes } from "../../core/bytes.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Downloaded } from "./port.ts";

/** How long the object URL stays valid for the browser to start the download, in milliseconds. */
const urlLifetime = 60_000;

/**
 * Downloads bytes under a file name, by clicking a link with a `download` attribute.
 *
 * @returns resolves once the download has been handed to the browser
 * @throws RenewalError `download-failed`
 */
export function offerDownload(document: Document, name: string, file: Bytes): Promise<Downloaded> {
  try {
    const url = URL.createObjectURL(new Blob([file], { type: "application/x-pkcs12" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), urlLifetime);
    return Promise.resolve("offered");
  } catch (cause) {
    return Promise.reject(new RenewalError("download-failed", "The page could not start the download.", { cause }));
  }
}
