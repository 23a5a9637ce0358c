import type { Bytes } from "../../core/bytes.ts";
import { RenewalError } from "../../protocol/failure.ts";

/** How long the browser has to take the file over, in milliseconds. */
const handoverTime = 60_000;

/**
 * Offers bytes to the person's download folder under a name, as a click on a link with `download` does.
 *
 * @returns resolves once the browser has it
 * @throws RenewalError `download-failed`
 */
export function offerDownload(document: Document, name: string, file: Bytes): Promise<void> {
  try {
    const address = URL.createObjectURL(new Blob([file], { type: "application/x-pkcs12" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), handoverTime);
    return Promise.resolve();
  } catch (cause) {
    return Promise.reject(new RenewalError("download-failed", "The page could not offer the file.", { cause }));
  }
}
