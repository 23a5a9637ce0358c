import { X509Certificate, type KeyObject } from "node:crypto";
import { equalBytes, type Bytes } from "../../../core/bytes.ts";
import { encodePem } from "../../../core/x509/pem.ts";
import { asAdopted } from "../../authority/adopted-authority.ts";
import { caCertificate, type CaCertificate } from "../../authority/ca-certificate.ts";
import { readGivenAuthority } from "../../authority/existing/given-authority.ts";
import { readCertificates } from "../../authority/existing/read-certificates.ts";
import { readAuthorityFile } from "../../authority/existing/read-file.ts";
import { UpstreamUnreachable, upstreamAuthorities } from "../../authority/upstream/ask-upstream.ts";
import {
  credentialOf,
  removeUpstream,
  writeUpstream,
  type Upstream,
  type UpstreamCredential,
} from "../../authority/upstream/upstream.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { transact } from "../../store/transact.ts";
import type { DataFolder } from "../../system/data-folder.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { adopt } from "../lifecycle/adopt-authority.ts";
import type { Service } from "../service.ts";

/** Another authority that is to sign for the service. */
export interface GivenUpstream {
  /** Of its EST service; without a path, `/.well-known/est`. */
  readonly url: string;
  /** The file of its certificate, with those above it up to the root in any order. */
  readonly authority: string;
  /** The file of the certificate that the service authenticates itself with, or of a PKCS#12 file with its key, too. */
  readonly credential: string;
  readonly credentialKey?: string | undefined;
  readonly passphraseFile?: string | undefined;
  /** The file of the roots of its server, instead of those that the system trusts. */
  readonly serverRoots?: string | undefined;
}

/**
 * Has another authority sign the certificates of the service, after the next reload: it is asked for its certificates first,
 * with the credential, and adopted. The audit trail records it before its files are in place.
 *
 * @throws OperatorError `upstream-unreachable`, `upstream-mismatched`, `wrong-usage` for a URL that is not `https`; what
 * reading the files throws, and as `adoptAuthority`
 */
export async function setUpstream(
  service: Pick<Service, "store" | "authority">,
  files: DataFolder["authority"],
  passphrase: string,
  given: GivenUpstream,
  act: Act,
): Promise<Upstream> {
  const url = readAddress(given.url);
  const credential = await readCredential(given);
  const chain = chainIn(readCertificates(await readAuthorityFile(given.authority), given.authority), given.authority);
  const [issuing] = chain;
  const serverRoots = given.serverRoots === undefined ? undefined : await readRoots(given.serverRoots);
  const authority = asAdopted(issuing);
  const upstream: Upstream = {
    url,
    authority,
    chain: [issuing.der, ...chain.slice(1).map(({ der }) => der)],
    credential,
    serverRoots,
  };
  await requireAnswering(upstream, given.authority);
  await adopt(service, files, issuing, given.authority, act);
  await transact(service.store, async (transaction) => {
    const detail = { url, credentialNotAfter: credential.notAfter.toISOString() };
    await appendAudit(transaction, { at: act.now, actor: act.actor, action: "upstream-set", object: url, detail, tenant: null });
  });
  await writeUpstream(files, upstream, passphrase);
  return upstream;
}

/**
 * Has the service sign its certificates itself again, after the next reload. The other authority stays adopted.
 *
 * @returns whether another one signed
 */
export async function unsetUpstream(
  { store, authority }: Pick<Service, "store" | "authority">,
  files: DataFolder["authority"],
  { actor, now: at }: Act,
): Promise<boolean> {
  const { upstream } = authority;
  if (upstream === undefined) return false;
  await transact(store, async (transaction) => {
    await appendAudit(transaction, { at, actor, action: "upstream-unset", object: upstream.url, detail: {}, tenant: null });
  });
  await removeUpstream(files);
  return true;
}

function readAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url?.protocol === "https:" && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === undefined || !plain) {
    const sentence = `"${text}" is not the address of an EST service. Name one as https://ca.example, or with its path, https://ca.example/.well-known/est/label`;
    throw new OperatorError("wrong-usage", sentence);
  }
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path === "" ? "/.well-known/est" : path);
}

async function readCredential({
  credential: path,
  credentialKey: key,
  passphraseFile,
}: GivenUpstream): Promise<UpstreamCredential> {
  const { certificate, key: privateKey, certificates } = await readGivenAuthority({ authority: path, key, passphraseFile });
  const others = certificates.filter((der) => !equalBytes(der, certificate));
  const pem = [certificate, ...others].map((der) => encodePem("CERTIFICATE", der)).join("");
  const credential = typeof privateKey === "string" ? undefined : credentialOf(pem, privateKey satisfies KeyObject);
  if (credential !== undefined) return credential;
  const sentence = `The key of ${path} is in a token, which a credential's cannot be. Name a file with its key.`;
  throw new OperatorError("wrong-usage", sentence);
}

async function readRoots(path: string): Promise<string> {
  return readCertificates(await readAuthorityFile(path), path)
    .map((der) => encodePem("CERTIFICATE", der))
    .join("");
}

/** The issuing authority, and those above it, each of which has signed the one before. */
function chainIn(certificates: readonly Bytes[], path: string): readonly [CaCertificate, ...CaCertificate[]] {
  const authorities = certificates.flatMap((der) => (new X509Certificate(der).ca ? [caCertificate(der)] : []));
  const hasSigned = (one: CaCertificate, other: CaCertificate): boolean =>
    one !== other && other.x509.checkIssued(one.x509) && other.x509.verify(one.x509.publicKey);
  const [issuing, another] = authorities.filter((one) => !authorities.some((other) => hasSigned(one, other)));
  if (issuing === undefined || another !== undefined) {
    const sentence = `${path} does not contain one issuing authority with those above it. Name a file with its certificate, that of its root, and those between them.`;
    throw new OperatorError("authority-unsuitable", sentence);
  }
  const above: CaCertificate[] = [];
  for (let below = issuing; ;) {
    const next = authorities.find((each) => hasSigned(each, below));
    if (next === undefined || above.includes(next)) return [issuing, ...above];
    above.push(next);
    below = next;
  }
}

async function requireAnswering(upstream: Upstream, path: string): Promise<void> {
  const answered = await upstreamAuthorities(upstream).catch((cause: unknown) => {
    if (!(cause instanceof UpstreamUnreachable)) throw cause;
    const sentence = `${cause.message}. ${cause.advice}`;
    throw new OperatorError("upstream-unreachable", sentence, { cause });
  });
  if (answered.some((der) => equalBytes(der, upstream.chain[0]))) return;
  const sentence = `The authority in ${path} is none of those of the service at ${upstream.url}. Name the certificate of its issuing authority.`;
  throw new OperatorError("upstream-mismatched", sentence);
}
