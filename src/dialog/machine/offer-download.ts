import type { Bytes } from "../../core/bytes.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { saveFile } from "../../ui/save-file.ts";
import type { Downloaded } from "./port.ts";

/**
 * Downloads bytes under a file name.
 *
 * @returns resolves once the download has been handed to the browser
 * @throws RenewalError `download-failed`
 */
export function offerDownload(document: Document, name: string, file: Bytes): Promise<Downloaded> {
  try {
    saveFile(document, name, new Blob([file], { type: "application/x-pkcs12" }));
    return Promise.resolve("offered");
  } catch (cause) {
    return Promise.reject(new RenewalError("download-failed", "The page could not start the download.", { cause }));
  }
}
