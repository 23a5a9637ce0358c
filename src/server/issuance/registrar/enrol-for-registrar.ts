import type { Bytes } from "../../../core/bytes.ts";
import { dayInMilliseconds } from "../../../core/days.ts";
import { defaultKeyKind, keyKinds } from "../../../core/key-kind.ts";
import { tenantForm } from "../../../core/name/subject.ts";
import type { CertificateRequest } from "../../../core/x509/request.ts";
import type { Registrar } from "../../settings/registrars.ts";
import { holderOf, type Holder } from "../../settings/subjects.ts";
import { appendAudit } from "../../store/audit/audit.ts";
import { actorOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { findIssuedFor } from "../../store/certificates/known-keys.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { findTenant } from "../../store/tenants.ts";
import { requireKeyKind } from "../key-policy.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import { signAndRecord } from "../sign-and-record.ts";
import { addTenant } from "../tenants.ts";
import { issuing } from "../upstream/issuing.ts";
import { readRequest, verifyRequest } from "../verify-request.ts";

/** How long a repeated request is given the same certificate, so that a lost answer can be fetched again, in days. */
const repeatedDays = 1;

/** A request of a registrar for somebody else's certificate. */
export interface RegistrarOrder {
  readonly registrar: Registrar;
  /** The registrar's own certificate. */
  readonly by: CertificateIdentity & { readonly tenant: string; readonly cn: string };
  /** PKCS#10, DER. */
  readonly request: Bytes;
  readonly now: Date;
}

/**
 * Issues a certificate that a registration authority requests for somebody else (RFC 7030, section 4.2): for the request's
 * Name, as it is, and its key. Whether its holder is entitled to it is the registrar's to judge; this service judges the key.
 * The same request again, within a day, is given the same certificate.
 *
 * @returns DER; it is durable
 * @throws Refusal `request-subject-wrong` if the settings find neither tenant nor holder in the Name, or the tenant is
 * unknown; `tenant-closed`; the refusals of the request's key or signature
 */
export async function enrolForRegistrar(service: Service, order: RegistrarOrder): Promise<Uint8Array> {
  const { registrar, by, now } = order;
  const request = readRequest(order.request);
  const holder = requireHolder(service, request);
  const key = verifyRequest(request, requireKeyKind(request.keyKind, keyKinds));
  return await issuing(service, now, async (transaction) => {
    await requireTenant(transaction, registrar, holder, order);
    const since = now.getTime() - repeatedDays * dayInMilliseconds;
    const issued = await findIssuedFor(transaction, { ...holder, spkiSha256: key.fingerprint, since });
    if (issued !== undefined) return issued.der;
    const { leaf, entry } = await signAndRecord(service, transaction, {
      ...holder,
      key,
      proof: { kind: "client", request: order.request },
      subject: request.subjectDer,
      predecessor: null,
      actor: actorOf(by),
      now,
    });
    await appendAudit(transaction, entry);
    return leaf.der;
  });
}

function requireHolder({ settings }: Service, { subjectDer }: CertificateRequest): Holder {
  const holder = holderOf(settings.subjects, subjectDer);
  if (holder === undefined || !tenantForm.test(holder.tenant)) throw new Refusal("request-subject-wrong", { by: "registrar" });
  return holder;
}

async function requireTenant(
  transaction: StoreTransaction,
  { createTenants: product }: Registrar,
  { tenant: name }: Holder,
  { by, now }: RegistrarOrder,
): Promise<void> {
  const tenant = await findTenant(transaction, name);
  if (tenant !== undefined) {
    if (tenant.closedAt !== null) throw new Refusal("tenant-closed");
    return;
  }
  if (product === undefined) throw new Refusal("request-subject-wrong", { by: "registrar" });
  await addTenant(transaction, { name, product, keyKind: defaultKeyKind, actor: actorOf(by), now });
}
