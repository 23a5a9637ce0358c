import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { decodePem } from "../../../core/x509/pem.ts";
import type { Authority } from "../../authority/authority.ts";
import { readCaCertificate } from "../../authority/ca-certificate.ts";
import { listGenerations } from "../../authority/generations.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { readSignedList, type ListFault, type ListIssuer, type SignedList } from "../../authority/lists/read-revocation-list.ts";
import type { RevocationListRow, Store } from "../../store/database/schema.ts";
import { replacePublishedFile, type DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { unreadable } from "../../system/read-data-file.ts";
import { hasSystemCode } from "../../system/system-code.ts";
import type { Service } from "../service.ts";
import { revocationList } from "./revocation-list.ts";

/** The numbers of the lists in the data folder, by their issuers. */
const kept = new WeakMap<Store, Map<string, number>>();

/**
 * Stores a list that is about to be published in the data folder, beside the database: if that is restored from a backup,
 * the list contains what had been revoked since.
 */
export async function keepPublishedList({ store, published }: Service, { issuer, number, der }: RevocationListRow): Promise<void> {
  const numbers = kept.get(store) ?? new Map<string, number>();
  kept.set(store, numbers);
  if (numbers.get(issuer) === number) return;
  await replacePublishedFile(published, `${issuer}.crl`, der);
  numbers.set(issuer, number);
}

/**
 * Stores every authority's current list in the data folder, even if nobody requests it.
 *
 * @returns 0, so that it is not logged
 */
export async function keepPresentLists(service: Service, now: Date): Promise<number> {
  const { authority } = service;
  for (const each of [authority, ...authority.earlier]) await keepPublishedList(service, await revocationList(service, each, now));
  return 0;
}

/**
 * The lists that a service had published last, from its folder `published`; none if there is no such folder.
 *
 * @param issuers its authorities
 * @throws OperatorError `list-unusable`, `file-unreadable`
 */
export async function readPublishedLists(published: string, issuers: readonly ListIssuer[]): Promise<SignedList[]> {
  const names = await readdir(published).catch((cause: unknown) => {
    const error = unreadable(published, "", cause);
    if (error.code === "data-folder-incomplete") return [];
    throw error;
  });
  const lists: SignedList[] = [];
  for (const name of names.filter((each) => each.endsWith(".crl"))) lists.push(await readListFile(join(published, name), issuers));
  return lists;
}

/** An issuing authority that a restored service does not have. */
export interface LaterIssuer extends ListIssuer {
  /** The name of the file of its certificate. */
  readonly file: string;
}

/**
 * The issuing authorities of a former data folder that a restored service does not have, because they were created after
 * the backup; none if their files are missing.
 *
 * @throws OperatorError `file-unreadable`, `authority-unsuitable`
 */
export async function readLaterIssuers(files: DataFolder["authority"], authority: Authority): Promise<LaterIssuer[]> {
  const known = new Set([authority, ...authority.earlier].map(issuerId));
  const generations = await listGenerations(files).catch((error: unknown) => {
    if (error instanceof OperatorError && error.code === "data-folder-incomplete") return undefined;
    throw error;
  });
  const issuers = (generations?.issuing ?? []).map(async ({ certificate }): Promise<LaterIssuer> => {
    const { keyIdentifier, x509 } = await readCaCertificate(certificate);
    return { file: basename(certificate), issuerKeyIdentifier: keyIdentifier, publicKey: x509.publicKey };
  });
  return (await Promise.all(issuers)).filter((issuer) => !known.has(issuerId(issuer)));
}

const faults: Readonly<Record<ListFault, string>> = {
  partial: "is a delta, or limited to some reasons or certificates",
  unsupported: "has a critical extension that is not supported, or lists certificates of other issuers",
  dates: "was due to be replaced before it was issued",
  number: "has a number of more than 20 octets",
};

/** Why a list does not say what was revoked; undefined if it does. */
function faultOf(list: SignedList): string | undefined {
  if (list.fault !== undefined) return faults[list.fault];
  for (const { fault } of list.entries()) if (fault !== undefined) return faults[fault];
  return list.points === undefined
    ? undefined
    : `is for the certificates that name a distribution point alone (${list.points.join(", ")})`;
}

/**
 * Reads a complete revocation list of one of a service's authorities, DER or PEM.
 *
 * @param issuers these authorities
 * @throws OperatorError `list-unusable`, `file-unreadable`
 */
export async function readListFile(path: string, issuers: readonly ListIssuer[]): Promise<SignedList> {
  const content = await readFile(path).catch((cause: unknown) => {
    if (hasSystemCode(cause, "EACCES", "EPERM")) throw unreadable(path, "", cause);
    const what = hasSystemCode(cause, "ENOENT", "ENOTDIR") ? `There is no file at ${path}` : `${path} cannot be read`;
    const sentence = `${what}. Name a file with a revocation list that the service has published at /crl.`;
    throw new OperatorError("list-unusable", sentence, { cause });
  });
  const unusable = (what: string, cause?: unknown): OperatorError =>
    new OperatorError("list-unusable", `${path} ${what}`, { cause });
  try {
    const [der = new Uint8Array(content), ...more] = decodePem("X509 CRL", content.toString("latin1"));
    if (more.length > 0) throw unusable("contains several revocation lists. Name a file for each.");
    const list = readSignedList(der, issuers);
    if (list === undefined) throw unusable("was not signed by this service's authorities. Name one of its own lists.");
    const fault = faultOf(list);
    if (fault === undefined) return list;
    throw unusable(`${fault}, so it does not say what was revoked. Name the last complete list, as published at /crl.`);
  } catch (cause) {
    if (cause instanceof OperatorError) throw cause;
    throw unusable("is not a valid revocation list in DER or PEM. Name a file with one from /crl.", cause);
  }
}
