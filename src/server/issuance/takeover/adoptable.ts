import type { KeyObject } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { clockSkew } from "../../../core/clock.ts";
import { enterDer } from "../../../core/der/read.ts";
import { contextTag } from "../../../core/der/tag.ts";
import { KoshinError } from "../../../core/errors.ts";
import { clientAuthentication, extendedKeyUsage } from "../../../core/x509/extended-key-usage.ts";
import { readSignedData } from "../../authority/signing/signed-data.ts";
import { findImportedList } from "../../store/certificates/imported-lists.ts";
import { findUnknownRevocations } from "../../store/certificates/revocation-lists.ts";
import type { Store } from "../../store/database/schema.ts";
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
 * Whether the authority's revocation list was imported, is in force, and does not name a certificate. To be read in the
 * transaction that adopts it.
 */
export async function isListedAsValid(
  store: Store,
  { issuer, serial }: Pick<Predecessor, "issuer" | "serial">,
  now: Date,
): Promise<boolean> {
  const list = await findImportedList(store, issuer);
  if (list?.nextUpdate === undefined || list.nextUpdate === null) return false;
  if (now.getTime() + clockSkew < list.thisUpdate || now.getTime() > list.nextUpdate) return false;
  return !(await findUnknownRevocations(store, [serial])).some((revoked) => revoked.issuer === issuer);
}
