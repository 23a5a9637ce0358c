import type { Device } from "../../core/import-steps/device.ts";
import type { IssuedIdentity } from "../../protocol/console/certificates.ts";
import type { ExportOrder } from "../../protocol/console/exports.ts";
import { consolePaths } from "../../protocol/console/paths.ts";
import type { Selection } from "../../protocol/console/selection.ts";
import { RenewalError } from "../../protocol/failure.ts";
import type { Service } from "../ask.ts";
import { call, fillPath } from "./call.ts";

/** Timeout in milliseconds for all of a file: that of thousands of certificates takes minutes. */
const fileTimeout = 3_600_000;

/** A file that the service has handed out. */
export interface HandedOut {
  readonly name: string;
  readonly content: Blob;
}

/** What is wanted of a transfer. */
export interface Transfer {
  /** The language of the instructions in a zip file, as a BCP 47 tag. */
  readonly language: string;
  /** Called as the file arrives, with the number of bytes so far. */
  readonly received?: (bytes: number) => void;
  readonly signal?: AbortSignal;
  /** Another device of the holder's that the file of one certificate is for. */
  readonly device?: Device;
}

/** The certificate's .p12 file. @throws AdministrationError `second-factor-needed`, `file-not-kept`, and as `receive` does */
export async function fetchP12(service: Service, identity: IssuedIdentity, transfer: Transfer): Promise<HandedOut> {
  return await receive(service, forDevice(fillPath(consolePaths.file, identity), transfer), { method: "POST" }, transfer);
}

/** The certificate's zip file, which includes its password. @throws as `fetchP12` does */
export async function fetchArchive(service: Service, identity: IssuedIdentity, transfer: Transfer): Promise<HandedOut> {
  return await receive(service, forDevice(fillPath(consolePaths.archive, identity), transfer), { method: "POST" }, transfer);
}

function forDevice(path: string, { device }: Transfer): string {
  return device === undefined ? path : `${path}?${new URLSearchParams({ device }).toString()}`;
}

/** One zip file for several certificates. @throws AdministrationError `selection-changed`, and as `fetchP12` does */
export async function fetchArchives(service: Service, selection: Selection, transfer: Transfer): Promise<HandedOut> {
  return await receive(service, consolePaths.archives, { method: "POST", body: { selection } }, transfer);
}

/** Certificates as a table or a calendar. @throws as `receive` does */
export async function fetchExport(service: Service, order: ExportOrder, transfer: Transfer): Promise<HandedOut> {
  return await receive(service, consolePaths.exports, { method: "POST", body: order }, transfer);
}

/**
 * The certificate of the authority that issued a certificate.
 *
 * @throws as `call` does; RenewalError `unreachable` if the connection breaks
 */
export async function fetchAuthority(service: Service, identity: IssuedIdentity): Promise<HandedOut> {
  const response = await call(service, fillPath(consolePaths.authority, identity));
  return { name: nameOf(response), content: await response.blob() };
}

/**
 * Asks for a file, and receives it piece by piece: the browser keeps a large one on its disk.
 *
 * @throws as `call` does; RenewalError `download-cancelled` if the signal aborts, `unreachable` if the connection breaks
 */
export async function receive(
  service: Service,
  path: string,
  asked: { readonly method?: "POST"; readonly body?: unknown },
  transfer: Transfer,
): Promise<HandedOut> {
  const { language, received, signal } = transfer;
  const headers = { Accept: "*/*", "Accept-Language": language };
  const response = await call(service, path, { ...asked, headers, timeout: fileTimeout });
  let bytes = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(piece, controller) {
      bytes += piece.length;
      received?.(bytes);
      controller.enqueue(piece);
    },
  });
  try {
    const content = await new Response(response.body?.pipeThrough(counting, signal && { signal })).blob();
    return { name: nameOf(response), content };
  } catch (cause) {
    if (signal?.aborted === true) throw new RenewalError("download-cancelled", "The person stopped the download.", { cause });
    throw new RenewalError("unreachable", "The connection broke during the download.", { cause });
  }
}

/** The file's name in `Content-Disposition` (RFC 6266), reduced to characters that every system takes. */
function nameOf({ headers }: Response): string {
  const [, name = "download"] = /filename="([^"]+)"/.exec(headers.get("Content-Disposition") ?? "") ?? [];
  return name.replace(/[^\w.-]/g, "_");
}
