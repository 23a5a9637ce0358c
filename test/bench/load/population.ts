import { createSecureContext, type SecureContext } from "node:tls";
import { toBase64 } from "../../../src/core/base64.ts";
import { dayInMilliseconds } from "../../../src/core/days.ts";
import { encodeName } from "../../../src/core/name/name.ts";
import { exportPrivateKey, exportPublicKey, generateKeyPair } from "../../../src/core/x509/key-pair.ts";
import { encodePem } from "../../../src/core/x509/pem.ts";
import { createRequest } from "../../../src/core/x509/request.ts";
import { yearsAfter } from "../../../src/core/years.ts";
import { byOperator } from "../../../src/server/commands/line/by-operator.ts";
import { CertifiableKey } from "../../../src/server/issuance/certifiable-key.ts";
import { signAndRecord } from "../../../src/server/issuance/sign-and-record.ts";
import { createTenant } from "../../../src/server/issuance/tenants.ts";
import { openService } from "../../../src/server/service/open-service.ts";
import { transact } from "../../../src/server/store/transact.ts";

/** A person whose certificate is due, with everything for the renewal. */
export interface Person {
  /** Offers only X25519 for the key exchange, which every server here supports. */
  readonly context: SecureContext;
  /** Also offers the hybrid X25519MLKEM768, as browsers and Node do by default. */
  readonly hybrid: SecureContext;
  /** The contexts' certificate and key, PEM. */
  readonly identity: { readonly cert: string; readonly key: string; readonly ca: string };
  /** PKCS#10 in base64, for the subject and the replacement's key. */
  readonly request: string;
  /** The TLS session to resume, by host and port. */
  readonly sessions: Map<string, Buffer>;
}

/** The number of certificates of a hospital; a clinic has fewer. */
const peoplePerTenant = 100;
const daysLeft = 71;

/**
 * Issues due certificates directly into the store of a data folder that no service is using, and creates their
 * holders' renewal requests, each with a new key.
 */
export async function populate(data: string, count: number): Promise<readonly Person[]> {
  const now = new Date();
  const notAfter = new Date(now.getTime() + daysLeft * dayInMilliseconds);
  const issuedAt = yearsAfter(notAfter, -3);
  await using service = await openService(data);
  const tenants = Array.from(
    { length: Math.ceil(count / peoplePerTenant) },
    (_, index) => `u${String(index + 1).padStart(8, "0")}`,
  );
  for (const name of tenants) await createTenant(service, { name, product: "orcamo", ...byOperator(now) });
  const { issuing, root } = service.authority;
  const ca = encodePem("CERTIFICATE", root);
  const subjects = Array.from({ length: count }, (_, index) => {
    const o = tenants[Math.floor(index / peoplePerTenant)] ?? "";
    return { cn: `client${index + 1}`, o };
  });
  const keys = await Promise.all(subjects.map(async () => await generateKeyPair("P-256")));
  const certifiable = await Promise.all(keys.map(async (pair) => CertifiableKey.examine(await exportPublicKey(pair), "P-256")));
  const leaves = await transact(service.store, async (transaction) => {
    const issued: Uint8Array<ArrayBuffer>[] = [];
    for (const [index, { cn, o }] of subjects.entries()) {
      const [key, pair] = [certifiable[index], keys[index]];
      if (key === undefined || pair === undefined) throw new RangeError("Missing key.");
      const proof = { kind: "service", privateKey: await exportPrivateKey(pair) } as const;
      const order = { tenant: o, cn, key, proof, predecessor: null, actor: "operator", now: issuedAt, notAfter } as const;
      issued.push((await signAndRecord(service, transaction, order)).leaf.der);
    }
    return issued;
  });
  const people: Person[] = [];
  for (const [index, subject] of subjects.entries()) {
    const leaf = leaves[index];
    const pair = keys[index];
    if (leaf === undefined || pair === undefined) throw new RangeError("Missing certificate or key.");
    const key = encodePem("PRIVATE KEY", await exportPrivateKey(pair));
    const cert = encodePem("CERTIFICATE", leaf) + encodePem("CERTIFICATE", issuing);
    const request = toBase64(await createRequest(encodeName(subject), await generateKeyPair("P-256")));
    const identity = { cert, key, ca };
    const context = createSecureContext({ ...identity, ecdhCurve: "X25519" });
    people.push({ context, hybrid: createSecureContext(identity), identity, request, sessions: new Map() });
  }
  return people;
}
