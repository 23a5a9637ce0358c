import { createHash } from "node:crypto";
import { equalBytes, toHex, type Bytes } from "../../../core/bytes.ts";
import { KoshinError } from "../../../core/errors.ts";
import type { Authority, IssuingAuthority } from "../../authority/authority.ts";
import { issuerId } from "../../authority/issuer-id.ts";
import { readOcspRequest, type CertificateId, type OcspRequest } from "../../authority/ocsp/ocsp-request.ts";
import {
  signOcspResponse,
  type CertificateState,
  type OcspAnswerPlan,
  type OcspFailure,
} from "../../authority/ocsp/ocsp-response.ts";
import type { OcspSigner } from "../../authority/ocsp/ocsp-signer.ts";
import { publicKeyBits } from "../../authority/signing/key-identifier.ts";
import type { Settings } from "../../settings/settings.ts";
import { findRecordedStates, type RecordedState } from "../../store/certificates/recorded-states.ts";
import type { Service } from "../service.ts";
import type { OcspAnswer } from "./ocsp-responder.ts";

const hour = 3_600_000;

type CertificateWithState = OcspAnswerPlan["states"][number];

/** What is answered, or why there is no answer. */
export type OcspReply = { readonly answer: OcspAnswer; readonly repeatable: boolean } | { readonly failure: OcspFailure };

/**
 * Answers a request for the states of certificates (RFC 6960) from the records. One without a nonce gets the same answer
 * as the one before, for as long as nothing has changed.
 *
 * A certificate that is not on record is `unknown`: `good` would vouch for a forged one, and `revoked` would claim what
 * nobody has done. A request for certificates of others, or of several authorities, is `unauthorized`, because no signer
 * can answer for all of them.
 *
 * @param ocsp the settings of the responder
 * @param request DER
 * @throws what the store and the authority's signature throw, if the signer is to be made
 */
export async function answerOcsp(
  service: Service,
  { answerHours }: NonNullable<Settings["ocsp"]>,
  request: Bytes,
  now: Date,
): Promise<OcspReply> {
  const { ocsp, store } = service;
  const asked = readRequest(request);
  if (asked === undefined) return failed(service, "malformedRequest");
  const { ids, nonce } = asked;
  const authority = issuerOfAll(service.authority, ids);
  const signer = authority && (await ocsp.signers.of(authority, now));
  if (authority === undefined || signer === undefined) return failed(service, "unauthorized");
  const recorded = await findRecordedStates(store, issuerId(authority), [...new Set(ids.map(({ serial }) => serial))]);
  const withState = (id: CertificateId): CertificateWithState => ({ id, state: stateOf(recorded.get(id.serial)) });
  const [firstId, ...otherIds] = ids;
  const [first, others] = [withState(firstId), otherIds.map(withState)];
  const states = [first, ...others];
  for (const { state } of states) ocsp.count(state.kind);
  const sign = async (): Promise<OcspAnswer> => {
    ocsp.signatures += 1;
    const validity = validityOf(signer, answerHours, now);
    return { ...validity, der: await signOcspResponse(signer, { ...validity, states, nonce }) };
  };
  const { id, state } = first;
  // Numbers that nobody has issued must not displace the answers for those that exist.
  if (nonce !== undefined || others.length > 0 || state.kind === "unknown") return { answer: await sign(), repeatable: false };
  const name = toHex(id.der);
  const repeated = ocsp.repeat(name, signer, state, now);
  if (repeated !== undefined) return { answer: repeated, repeatable: true };
  const answer = await sign();
  ocsp.keep(name, { answer, signer, state });
  return { answer, repeatable: true };
}

function failed({ ocsp }: Service, failure: OcspFailure): OcspReply {
  ocsp.count(failure);
  return { failure };
}

function readRequest(request: Bytes): OcspRequest | undefined {
  try {
    return readOcspRequest(request);
  } catch (error) {
    if (error instanceof KoshinError && error.code === "der-malformed") return undefined;
    throw error;
  }
}

/** The authority that has issued all certificates that are asked for, by their hashes of its Name and key. */
function issuerOfAll(authority: Authority, ids: readonly CertificateId[]): IssuingAuthority | undefined {
  return [authority, ...authority.earlier].find((each) => {
    const bits = publicKeyBits(new Uint8Array(each.publicKey.export({ type: "spki", format: "der" })));
    return ids.every(
      ({ hash, nameHash, keyHash }) =>
        hash !== undefined && equalBytes(nameHash, hashOf(hash, each.issuerName)) && equalBytes(keyHash, hashOf(hash, bits)),
    );
  });
}

function hashOf(hash: string, octets: Bytes): Uint8Array {
  return createHash(hash).update(octets).digest();
}

function stateOf(recorded: RecordedState | undefined): CertificateState {
  if (recorded === undefined) return { kind: "unknown" };
  const { revokedAt, reason } = recorded;
  return revokedAt === null ? { kind: "good" } : { kind: "revoked", at: new Date(revokedAt), reason };
}

/** Never longer than the signer's. */
function validityOf({ notAfter }: OcspSigner, hours: number, now: Date): Omit<OcspAnswer, "der"> {
  const thisUpdate = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const nextUpdate = new Date(Math.min(thisUpdate.getTime() + hours * hour, notAfter.getTime()));
  return { thisUpdate, renewedAt: new Date((thisUpdate.getTime() + nextUpdate.getTime()) / 2), nextUpdate };
}

/**
 * Replaces, in time, the signer of every authority that has not expired.
 *
 * @returns 0, so that it is not logged
 * @throws what the first of them fails with, after all have been tried
 */
export async function renewOcspSigners({ settings, authority, ocsp }: Service, now: Date): Promise<number> {
  if (settings.ocsp === undefined) return 0;
  const present = [authority, ...authority.earlier].filter(({ notAfter }) => now < notAfter);
  const renewed = await Promise.allSettled(present.map(async (each) => await ocsp.signers.renewed(each, now)));
  for (const result of renewed) if (result.status === "rejected") throw result.reason;
  return 0;
}
