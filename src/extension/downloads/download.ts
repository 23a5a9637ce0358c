import browser, { type Downloads } from "webextension-polyfill";
import { fromBase64 } from "../../core/base64.ts";
import { RenewalError } from "../../protocol/failure.ts";
import { inFirefox } from "../in-firefox.ts";
import { cancelledBefore, codeOfInterruption } from "./interruption.ts";

/** A .p12 file to be saved in the download folder. */
interface NamedFile {
  readonly name: string;
  /** Base64. */
  readonly file: string;
  /** Whether it is for a private window, with which the browser's list of downloads then forgets it. */
  readonly inPrivate: boolean;
}

/**
 * Saves the encrypted .p12 file in the download folder, under its own name or a numbered one if that is taken.
 * Resolves once the file is saved, however long the person takes to choose a place for it.
 *
 * @throws RenewalError `download-failed`, `download-cancelled`, `download-forbidden`
 */
export async function download({ name, file, inPrivate }: NamedFile): Promise<void> {
  const address = fileAddress(file);
  try {
    const interruption = await end(await begin(address.url, name, inPrivate));
    if (interruption !== undefined)
      throw new RenewalError(codeOfInterruption(interruption), `The download was interrupted: ${interruption}.`);
  } finally {
    address.release();
  }
}

async function begin(url: string, filename: string, inPrivate: boolean): Promise<number> {
  // Chromium, which does not know the option, does so by itself: there, whoever downloads for a private window is private.
  const incognito = inPrivate && inFirefox();
  try {
    return await browser.downloads.download({ url, filename, conflictAction: "uniquify", ...(incognito && { incognito }) });
  } catch (cause) {
    const code = cancelledBefore(cause) ? "download-cancelled" : "download-failed";
    throw new RenewalError(code, "The browser did not start the download.", { cause });
  }
}

/** Why a download was interrupted; undefined if it is complete. */
function end(id: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (state: string | undefined, error: string | undefined): void => {
      if (state !== "complete" && state !== "interrupted") return;
      browser.downloads.onChanged.removeListener(changed);
      resolve(state === "complete" ? undefined : (error ?? "unknown"));
    };
    const changed = (delta: Downloads.OnChangedDownloadDeltaType): void => {
      if (delta.id === id) settle(delta.state?.current, delta.error?.current);
    };
    browser.downloads.onChanged.addListener(changed);
    // A small file may be complete before the listener is added.
    browser.downloads.search({ id }).then(([item]) => settle(item?.state, item?.error), reject);
  });
}

/** A URL from which the browser can download a file. */
interface FileAddress {
  readonly url: string;
  /** Revokes the URL. */
  release(): void;
}

/**
 * The URL of a .p12 file for `downloads.download`. Firefox rejects `data:` URLs there but has object URLs in its event
 * page; Chromium's service worker has no object URLs but accepts `data:`.
 *
 * @param file base64
 */
function fileAddress(file: string): FileAddress {
  const type = "application/x-pkcs12";
  if (!("createObjectURL" in URL)) return { url: `data:${type};base64,${file}`, release: () => undefined };
  const url = URL.createObjectURL(new Blob([fromBase64(file)], { type }));
  return { url, release: () => URL.revokeObjectURL(url) };
}
