import * as v from "valibot";
import type { Bytes } from "../../core/bytes.ts";
import { type Following, pagePace } from "../../core/pace.ts";
import { CertificateFileError } from "../certificate-file/certificate-file-error.ts";
import { readP12File, type CertificateInFile } from "../certificate-file/certificate-in-file.ts";
import { P12Report } from "./p12-messages.ts";

/**
 * Reads a .p12 file in a worker, which ends with it, so that the page responds meanwhile. Where there is no worker, the page
 * reads it in slices of time.
 *
 * @throws CertificateFileError as `readP12File`, or DOMException `AbortError` if it is stopped
 */
export async function readInWorker(file: Bytes, password: string, { signal, progress }: Following): Promise<CertificateInFile> {
  const stopped = new DOMException("Stopped.", "AbortError");
  const worker = startWorker();
  const inPage = (): Promise<CertificateInFile> =>
    readP12File(file, password, pagePace({ signal, progress, now: () => performance.now() }));
  if (worker === undefined) return await inPage();
  const { promise, resolve, reject } = Promise.withResolvers<CertificateInFile>();
  worker.addEventListener("message", ({ data }) => {
    const report = v.parse(P12Report, data);
    if (report.kind === "progress") progress(report.part);
    else if (report.kind === "read") resolve(report.certificate);
    else reject(new CertificateFileError(report.code));
  });
  // Its script could not be loaded, or has failed: the page finds out why.
  worker.addEventListener("error", () => resolve(inPage()));
  signal.addEventListener("abort", () => reject(stopped));
  worker.postMessage({ file, password });
  try {
    return await promise;
  } finally {
    worker.terminate();
  }
}

/** Undefined if the browser or its policy allows none. */
function startWorker(): Worker | undefined {
  try {
    return new Worker(new URL("./p12-worker.ts", import.meta.url), { type: "module" });
  } catch {
    return undefined;
  }
}
