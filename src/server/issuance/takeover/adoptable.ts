import type { KeyObject } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { enterDer } from "../../../core/der/read.ts";
import { contextTag } from "../../../core/der/tag.ts";
import { KoshinError } from "../../../core/errors.ts";
import { clientAuthentication, extendedKeyUsage } from "../../../core/x509/extended-key-usage.ts";
import { pointsOf } from "../../authority/lists/distribution-points.ts";
import { readSignedData } from "../../authority/signing/signed-data.ts";
import { everyPoint, findImportedLists } from "../../store/certificates/imported-lists.ts";
import { findUnknownRevocations } from "../../store/certificates/revocation-lists.ts";
import type { ImportedListRow, Store } from "../../store/database/schema.ts";
import type { Predecessor } from "./judge-certificate.ts";

/**
 * Whether a certificate that was never listed may be adopted when its holder presents it: what can be said of it without
 * the records. It is of version 3, for the authentication of clients or without an extended key usage, and signed with
 * SHA-256 or better by a key of RSA-2048 or better, or of a curve that is as strong. That it is no authority's was judged before.
 */
export function isModern({ der, authority }: Predecessor): boolean {
  try {
    const { algorithm } = readSignedData(der);
    const strong = algorithm !== undefined && algorithm.hash !== "sha1" && algorithm.hash !== "sha224";
    return strong && isStrongKey(authority.publicKey) && isVersion3(der) && isForClients(der);
  } catch (error) {
    if (error instanceof KoshinError) return false;
    throw error;
  }
}

/** RSA-2048 is as strong as a curve of 224 bits (NIST SP 800-57, part 1, table 2). */
function isStrongKey({ asymmetricKeyType, asymmetricKeyDetails: { modulusLength = 0, namedCurve = "" } = {} }: KeyObject): boolean {
  return asymmetricKeyType === "ec" ? Number(/\d{3}/.exec(namedCurve)?.[0] ?? 0) >= 224 : modulusLength >= 2048;
}

function isVersion3(der: Bytes): boolean {
  const signed = enterDer(der).enter();
  return signed.startsWith(contextTag(0)) && signed.enter(contextTag(0)).small() === 2;
}

function isForClients(der: Bytes): boolean {
  return extendedKeyUsage(der)?.includes(clientAuthentication) ?? true;
}

/**
 * Whether a revocation list of the authority that covers a certificate was imported and is in force, and none that was
 * imported names it (RFC 5280, section 6.3.3): one for all certificates, or one of a distribution point that this one names.
 * To be read in the transaction that adopts it.
 */
export async function isListedAsValid(
  store: Store,
  certificate: Pick<Predecessor, "issuer" | "serial" | "der" | "authority">,
  now: Date,
): Promise<boolean> {
  const { issuer, serial } = certificate;
  const lists = await findImportedLists(store, issuer, [everyPoint, ...pointsNamedIn(certificate)]);
  if (!lists.some((list) => isInForce(list, now))) return false;
  return !(await findUnknownRevocations(store, [serial])).some((revoked) => revoked.issuer === issuer);
}

/** None if they are malformed: then only a list for all certificates covers this one. */
function pointsNamedIn({ der, authority }: Pick<Predecessor, "der" | "authority">): string[] {
  try {
    return pointsOf(der, authority.issuerName);
  } catch (error) {
    if (error instanceof KoshinError) return [];
    throw error;
  }
}

function isInForce({ thisUpdate, nextUpdate }: ImportedListRow, now: Date): boolean {
  return nextUpdate !== null && now.getTime() + clockSkew >= thisUpdate && now.getTime() <= nextUpdate;
}
