import { createPublicKey, X509Certificate, type KeyObject } from "node:crypto";
import type { Bytes } from "../../../core/bytes.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { subjectIn } from "../../../core/x509/certificate.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import { generateAuthorityKey } from "../../authority/requested/key-kinds.ts";
import { signRequest } from "../../authority/signing/sign-request.ts";
import { signingKey } from "../../authority/signing/signing-key.ts";
import { enrolUpstream, upstreamAuthorities } from "../../authority/upstream/ask-upstream.ts";
import {
  certificateOfKey,
  credentialOf,
  readRequestedCredential,
  removeRequestedCredential,
  writeCredential,
  writeRequestedCredential,
  type RequestedCredential,
  type Upstream,
} from "../../authority/upstream/upstream.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { transact } from "../../store/transact.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import type { Service } from "../service.ts";

/** How long before its end the service's own credential is renewed, in days. */
const renewalDays = 60;

/** Whether the credential for the authority that signs is to be renewed. */
export function credentialEndsSoon({ credential }: Upstream, now: Date): boolean {
  return credential.notAfter.getTime() - now.getTime() < renewalDays * dayInMilliseconds;
}

/**
 * Renews what the service authenticates itself with to the authority that signs for it (RFC 7030, section 4.2.2): with
 * another P-256 key, for the same Name. It is used after the next reload. The request is kept before it is sent: where the
 * authority delays it, or its answer is lost, the next call sends the same one.
 *
 * @throws Error if the authority refuses or delays it; UpstreamUnreachable
 */
export async function renewCredential(
  { store }: Pick<Service, "store">,
  files: DataFolder["authority"],
  passphrase: string,
  upstream: Upstream,
  now: Date,
): Promise<void> {
  const { privateKey, request } = await requestedCredential(files, passphrase, upstream);
  const answer = await enrolUpstream(upstream, "simplereenroll", request);
  if (answer.kind === "delayed")
    throw new Error(`The authority at ${upstream.url} takes its time to renew the service's credential.`);
  if (answer.kind === "refused") {
    await removeRequestedCredential(files);
    throw new Error(`The authority at ${upstream.url} does not renew the service's credential: ${answer.reason}`);
  }
  const spki = spkiOf(privateKey);
  const certificate = certificateOfKey(answer.certificates, spki);
  const chain = await upstreamAuthorities(upstream);
  const certificates = certificate && [certificate, ...chain].map((der) => encodePem("CERTIFICATE", der)).join("");
  const credential = certificates === undefined ? undefined : credentialOf(certificates, privateKey);
  if (credential === undefined)
    throw new Error(`The answer of the authority at ${upstream.url} contains no certificate for the key.`);
  await transact(store, async (transaction) => {
    const detail = { notAfter: credential.notAfter.toISOString() };
    await appendAudit(transaction, {
      at: now,
      actor: "service",
      action: "upstream-credential-renewed",
      object: upstream.url,
      detail,
      tenant: null,
    });
  });
  await writeCredential(files, credential, passphrase);
  await removeRequestedCredential(files);
}

/** The credential that was requested before and has not come, or another one. */
async function requestedCredential(
  files: DataFolder["authority"],
  passphrase: string,
  { credential }: Upstream,
): Promise<RequestedCredential> {
  const waiting = await readRequestedCredential(files, passphrase);
  if (waiting !== undefined) return waiting;
  const privateKey = await generateAuthorityKey("P-256");
  const signer = signingKey(privateKey);
  if (signer === undefined) throw new Error("A P-256 key does not sign.");
  const subject = subjectIn(new Uint8Array(new X509Certificate(credential.certificates).raw));
  const made = { privateKey, request: await signRequest(subject, spkiOf(privateKey), signer) };
  await writeRequestedCredential(files, made, passphrase);
  return made;
}

/** SubjectPublicKeyInfo, DER. */
function spkiOf(privateKey: KeyObject): Bytes {
  return new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
}
