import { createPublicKey, X509Certificate } from "node:crypto";
import { dayInMilliseconds } from "../../../core/days.ts";
import { subjectIn } from "../../../core/x509/certificate.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import { generateAuthorityKey } from "../../authority/requested/key-kinds.ts";
import { signRequest } from "../../authority/signing/sign-request.ts";
import { signingKey } from "../../authority/signing/signing-key.ts";
import { enrolUpstream, upstreamAuthorities } from "../../authority/upstream/ask-upstream.ts";
import { certificateOfKey, credentialOf, writeCredential, type Upstream } from "../../authority/upstream/upstream.ts";
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
 * another P-256 key, for the same Name. It is used after the next reload.
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
  const privateKey = await generateAuthorityKey("P-256");
  const signer = signingKey(privateKey);
  if (signer === undefined) throw new Error("A P-256 key does not sign.");
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
  const subject = subjectIn(new Uint8Array(new X509Certificate(upstream.credential.certificates).raw));
  const answer = await enrolUpstream(upstream, "simplereenroll", await signRequest(subject, spki, signer));
  if (answer.kind === "delayed")
    throw new Error(`The authority at ${upstream.url} takes its time to renew the service's credential.`);
  if (answer.kind === "refused")
    throw new Error(`The authority at ${upstream.url} does not renew the service's credential: ${answer.reason}`);
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
    });
  });
  await writeCredential(files, credential, passphrase);
}
