import { fromBase64 } from "../../core/base64.ts";

/** An address that the browser's downloads take a file from. */
export interface FileAddress {
  readonly url: string;
  /** Lets go of the file. */
  release(): void;
}

/**
 * The address of a .p12 file for `downloads.download`. Firefox refuses `data:` there and has object URLs in its event
 * page; Chromium's service worker has none, and takes `data:`.
 *
 * @param file base64
 */
export function fileAddress(file: string): FileAddress {
  const type = "application/x-pkcs12";
  if (!("createObjectURL" in URL)) return { url: `data:${type};base64,${file}`, release: () => undefined };
  const url = URL.createObjectURL(new Blob([fromBase64(file)], { type }));
  return { url, release: () => URL.revokeObjectURL(url) };
}
