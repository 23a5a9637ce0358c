import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Authority } from "../authority/authority.ts";
import { readRevocationList, type SignedList } from "../authority/read-revocation-list.ts";
import { replacePublishedFile } from "../data-folder.ts";
import { OperatorError } from "../operator-error.ts";
import type { RevocationListRow, Store } from "../store/schema.ts";
import { revocationList } from "./revocation-list.ts";
import type { Service } from "./service.ts";

/** The numbers of the lists that lie in the data folder, by their issuers. */
const kept = new WeakMap<Store, Map<string, number>>();

/**
 * Keeps a list that is about to be published in the data folder, beside the database: where that is restored from a
 * backup, the list tells what had been revoked since.
 */
export async function keepPublishedList({ store, published }: Service, { issuer, number, der }: RevocationListRow): Promise<void> {
  const numbers = kept.get(store) ?? new Map<string, number>();
  kept.set(store, numbers);
  if (numbers.get(issuer) === number) return;
  await replacePublishedFile(published, `${issuer}.crl`, der);
  numbers.set(issuer, number);
}

/**
 * Has every authority's present list in the data folder, whether anybody asks for it or not.
 *
 * @returns 0: nothing of it is worth a line in the log
 */
export async function keepPresentLists(service: Service, now: Date): Promise<number> {
  const { authority } = service;
  for (const each of [authority, ...authority.earlier]) await keepPublishedList(service, await revocationList(service, each, now));
  return 0;
}

/** The lists that a service had published last, by its folder `published`; none where there is no such folder. */
export async function readPublishedLists(published: string, authority: Authority): Promise<SignedList[]> {
  const names = await readdir(published).catch(() => []);
  const lists: SignedList[] = [];
  for (const name of names.filter((each) => each.endsWith(".crl"))) lists.push(await readListFile(join(published, name), authority));
  return lists;
}

/**
 * Reads a revocation list, DER, of one of a service's authorities.
 *
 * @throws OperatorError `list-unusable`
 */
export async function readListFile(path: string, authority: Authority): Promise<SignedList> {
  try {
    const list = readRevocationList(new Uint8Array(await readFile(path)), [authority, ...authority.earlier]);
    if (list !== undefined) return list;
  } catch (cause) {
    throw new OperatorError("list-unusable", `${path} is no revocation list, in DER, that can be read. Name another file.`, { cause });
  }
  throw new OperatorError("list-unusable", `${path} was not signed by this service's authorities. Name one of its own lists.`);
}
