import type { Bytes } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import { parseCertificate } from "../../../core/x509/certificate.ts";
import { authorityKeyIdentifier } from "../../../core/x509/key-identifiers.ts";
import type { Authority } from "../../authority/authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import type { Settings } from "../../settings/settings.ts";
import { actorOf } from "../../store/certificates/certificate-name.ts";
import { findHeldBySerial, type HeldCertificate } from "../../store/certificates/certificates.ts";
import { findUnbound } from "../../store/certificates/taken-certificates.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { wasOrdered } from "../../store/renewals/signing-orders.ts";
import { transact } from "../../store/transact.ts";
import type { Service } from "../service.ts";
import { isListedAsValid, isModern } from "./adoptable.ts";
import { bind } from "./bind.ts";
import { IssuerSearch } from "./certificate-issuer.ts";
import type { HolderRule } from "./holder.ts";
import { ImportRefusal } from "./import-refusal.ts";
import { judgeCertificate, type Predecessor } from "./judge-certificate.ts";
import { isAsListed } from "./listed-certificate.ts";
import { recordCertificates } from "./record-certificates.ts";

/**
 * Records a certificate that a holder presents and whose octets are not known: if its facts were imported, its octets are
 * added; if it was never listed, and the settings say so, it is adopted. TLS has proved possession of its key.
 *
 * @param presented the certificate, DER, and its serial number
 * @param candidates the certificates with that number
 * @returns its record; undefined if it stays unknown
 */
export async function recordPresented(
  service: Service,
  presented: { readonly octets: Uint8Array; readonly serial: string },
  candidates: readonly HeldCertificate[],
  now: Date,
): Promise<HeldCertificate | undefined> {
  const unbound = candidates.filter(({ der }) => der.length === 0);
  if (unbound.length === 0 && !adoptsUnknown(service.settings, now)) return undefined;
  const der = new Uint8Array(presented.octets);
  // Before the transaction, which others wait for: anybody can present a certificate of an authority of their own.
  const issuer = await issuerIn(der, service.authority);
  if (issuer === undefined) return undefined;
  // Another authority may have issued this number, too.
  const listed = unbound.find((each) => each.issuer === issuer);
  return await transact(service.store, async (transaction) => {
    // A browser opens several connections at once, and another one may have been first.
    const known = await findByOctets(transaction, presented);
    if (known !== undefined) return known;
    const facts = listed && (await findUnbound(transaction, listed.number));
    const rule = { subjects: service.settings.subjects, tenant: facts?.namedTenant ?? undefined };
    const certificate = await judged(der, service.authority, rule);
    if (certificate === undefined) return undefined;
    const act = { actor: actorOf(certificate), now };
    if (listed !== undefined && facts !== undefined) {
      if (!isAsListed(listed, facts, certificate)) return undefined;
      await bind(transaction, listed, certificate, act);
    } else if (!(await adopt(transaction, service, certificate, now))) return undefined;
    return await findByOctets(transaction, presented);
  });
}

async function findByOctets(
  transaction: StoreTransaction,
  { octets, serial }: { readonly octets: Uint8Array; readonly serial: string },
): Promise<HeldCertificate | undefined> {
  return (await findHeldBySerial(transaction, serial)).find(({ der }) => Buffer.compare(der, octets) === 0);
}

function adoptsUnknown({ unknown, adoptUntil }: Settings, now: Date): boolean {
  return unknown === "adopt" && adoptUntil !== undefined && now < new Date(adoptUntil);
}

/** The identifier of the authority that has signed a certificate; undefined if none of the service's has. */
async function issuerIn(der: Bytes, authority: Authority): Promise<string | undefined> {
  return await orUndefined(async () => {
    const { issuer } = parseCertificate(der);
    return issuerId(await searchOf(authority).find(der, issuer, () => authorityKeyIdentifier(der)));
  });
}

/** The certificate if one of the authorities has signed it; undefined if it cannot be a predecessor. */
async function judged(der: Bytes, authority: Authority, rule: HolderRule): Promise<Predecessor | undefined> {
  return await orUndefined(async () => await judgeCertificate(der, searchOf(authority), rule));
}

async function orUndefined<Value>(judge: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof ImportRefusal || error instanceof KoshinError) return undefined;
    throw error;
  }
}

const searches = new WeakMap<Authority, IssuerSearch>();

function searchOf(authority: Authority): IssuerSearch {
  const search = searches.get(authority) ?? new IssuerSearch(authority);
  searches.set(authority, search);
  return search;
}

async function adopt(
  transaction: StoreTransaction,
  { settings, authority }: Pick<Service, "settings" | "authority">,
  certificate: Predecessor,
  now: Date,
): Promise<boolean> {
  const allowed = adoptsUnknown(settings, now) && isModern(certificate) && (await isListedAsValid(transaction, certificate, now));
  if (!allowed) return false;
  // An authority that signs for the service may have signed twice where an answer was lost: only the one that came counts.
  const signs = authority.upstream !== undefined && issuerId(authority.upstream.authority) === certificate.issuer;
  if (signs && (await wasOrdered(transaction, certificate))) return false;
  // As for hosts: the first product is the default one.
  const product = Object.keys(settings.products)[0] ?? "";
  const order = { product, actor: actorOf(certificate), now };
  const { outcomes } = await recordCertificates(transaction, [{ certificate, revocation: undefined }], order);
  return outcomes[0] === "taken";
}
