import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { clockSkew } from "../../../core/clock.ts";
import { asRevocationReason, type ListedReason } from "../../../core/revocation-reason.ts";
import { decodePem } from "../../../core/x509/pem.ts";
import { isSameName } from "../../../core/x509/same-name.ts";
import type { Authority } from "../../authority/authority.ts";
import { certifyingAuthorities } from "../../authority/certifying-authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { readRevocationList, type SignedList } from "../../authority/lists/read-revocation-list.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { actorOf, nameOf } from "../../store/certificates/certificate-name.ts";
import { markRevoked } from "../../store/certificates/certificates.ts";
import { findImportedList, storeImportedList } from "../../store/certificates/imported-lists.ts";
import { findListed, keepUnknownRevocations, outdateRevocationLists } from "../../store/certificates/revocation-lists.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { block } from "./blocked-keys.ts";

/** Entries that are looked up at once. */
const batch = 500;

/** A revocation list of another program that has been taken in. */
export interface TakenList {
  /** The identifier of the authority. */
  readonly issuer: string;
  readonly number: number;
  readonly thisUpdate: Date;
  /** Whether the next one was due already, so that later revocations may be missing. */
  readonly overdue: boolean;
  /** The number of its entries. */
  readonly entries: number;
  /** How many of them were valid in the database until then. */
  readonly revoked: number;
}

/**
 * Reads a revocation list that another program has signed with the key of one of a service's authorities, its own or adopted, in PEM or DER.
 *
 * @throws OperatorError `list-unusable`; the errors of the operating system
 */
export async function readForeignList(path: string, authority: Authority, now: Date): Promise<SignedList> {
  const content = new Uint8Array(await readFile(path));
  const issuers = certifyingAuthorities(authority);
  const unusable = (what: string, cause?: unknown): OperatorError =>
    new OperatorError("list-unusable", `${path} ${what}`, { cause });
  let list: SignedList | undefined;
  try {
    const [der = content] = decodePem("X509 CRL", new TextDecoder("latin1").decode(content));
    list = readRevocationList(der, issuers);
  } catch (cause) {
    throw unusable("is not a complete revocation list in PEM or DER. Name one of the authority that leaves nothing out.", cause);
  }
  const issuer = list && issuers.find(({ issuerKeyIdentifier }) => issuerKeyIdentifier === list.authority.issuerKeyIdentifier);
  if (list === undefined || issuer === undefined)
    throw unusable("was not signed by an authority of the service. Name the last list of one of them.");
  if (!isSameName(list.issuerName, issuer.issuerName))
    throw unusable("names another issuer than the authority that signed it. Name the authority's own list.");
  if (list.thisUpdate.getTime() > now.getTime() + clockSkew)
    throw unusable(`is from the future (${list.thisUpdate.toISOString()}). Check the clock.`);
  if (!Number.isSafeInteger(list.number))
    throw unusable(`has a CRL number above ${Number.MAX_SAFE_INTEGER}, which the service cannot continue.`);
  return list;
}

/**
 * Takes in a list from `readForeignList`: certificates that the database knows are revoked, with the list's dates and
 * reasons; the others stay in the authority's lists, whose numbers continue above this one's.
 *
 * @throws OperatorError `list-outdated` if a later one of the authority has been taken in
 */
export async function takeRevocationList(transaction: StoreTransaction, list: SignedList, { actor, now }: Act): Promise<TakenList> {
  const issuer = issuerId(list.authority);
  const { number, thisUpdate, nextUpdate = thisUpdate, der, certificates } = list;
  await requireLatest(transaction, issuer, list);
  let revoked = 0;
  const compromised: { readonly spkiSha256: string; readonly source: string }[] = [];
  for (let start = 0; start < certificates.length; start += batch) {
    const entries = new Map(certificates.slice(start, start + batch).map((entry) => [entry.serial, entry]));
    const known = await findListed(transaction, issuer, [...entries.keys()]);
    for (const held of known) {
      const entry = entries.get(held.serial);
      entries.delete(held.serial);
      if (entry === undefined || held.revokedAt !== null) continue;
      const [reason, at] = [asRevocationReason(entry.reason), entry.revokedAt];
      await markRevoked(transaction, held.number, reason, at.getTime());
      const detail = { reason, revokedAt: at.toISOString() };
      await appendAudit(transaction, { at: now, actor, action: "revoked", object: nameOf(held), detail });
      revoked++;
      if (reason === "key-compromise") compromised.push({ spkiSha256: held.spkiSha256, source: actorOf(held) });
    }
    const unknown = [...entries.values()].map((entry): UnknownEntry => {
      return { serial: entry.serial, issuer, revokedAt: entry.revokedAt.getTime(), revocationReason: entry.reason };
    });
    await keepUnknownRevocations(transaction, unknown);
  }
  // After all are revoked with their own times, because blocking a key revokes its remaining certificates.
  for (const { spkiSha256, source } of compromised) await block(transaction, { keys: [spkiSha256], source, actor, now });
  await outdateRevocationLists(transaction);
  await outdateRevocationLists(transaction, {
    issuer,
    number,
    revocations: -1,
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: nextUpdate.getTime(),
    der,
  });
  const sha256 = createHash("sha256").update(der).digest("hex");
  await storeImportedList(transaction, {
    issuer,
    number: number === 0 ? null : number.toString(16),
    thisUpdate: thisUpdate.getTime(),
    nextUpdate: list.nextUpdate?.getTime() ?? null,
    sha256,
  });
  const detail = { number, thisUpdate: thisUpdate.toISOString(), entries: certificates.length, revoked, sha256 };
  await appendAudit(transaction, { at: now, actor, action: "revocation-list-taken", object: issuer, detail });
  return { issuer, number, thisUpdate, overdue: nextUpdate < now, entries: certificates.length, revoked };
}

interface UnknownEntry {
  readonly serial: string;
  readonly issuer: string;
  readonly revokedAt: number;
  readonly revocationReason: ListedReason;
}

/** Compares with the list that was taken in before; the service's own are later than those of a program that still signs. */
async function requireLatest(transaction: StoreTransaction, issuer: string, { thisUpdate, number }: SignedList): Promise<void> {
  const before = await findImportedList(transaction, issuer);
  if (before === undefined) return;
  const earlier = before.number === null ? 0 : Number.parseInt(before.number, 16);
  // A list may have no number.
  if (thisUpdate.getTime() >= before.thisUpdate && (number === 0 || number >= earlier)) return;
  const sentence = `A later revocation list of this authority has been taken in already: number ${earlier} of ${new Date(before.thisUpdate).toISOString()}, this one is number ${number} of ${thisUpdate.toISOString()}. Name a later one.`;
  throw new OperatorError("list-outdated", sentence);
}
