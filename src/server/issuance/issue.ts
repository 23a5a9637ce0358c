import type { Bytes } from "../../core/bytes.ts";
import { p12FileName } from "../../core/file-name.ts";
import type { KeyKind } from "../../core/key-kind.ts";
import { exportPrivateKey, exportPublicKey, generateKeyPair } from "../../core/key-pair.ts";
import { OperatorError } from "../operator-error.ts";
import { appendAudit } from "../store/audit.ts";
import { findTenant } from "../store/tenants.ts";
import { transact } from "../store/transact.ts";
import type { Service } from "./service.ts";
import { signAndRecord, type IssueOrder } from "./sign-and-record.ts";

/** A certificate with the key that was made for it; the key is nowhere else. */
export interface IssuedCertificate {
  readonly serial: string;
  readonly notAfter: Date;
  /** DER. */
  readonly certificate: Bytes;
  /** The issuing authority's certificate and the root's, DER. */
  readonly chain: readonly Bytes[];
  /** PKCS#8. */
  readonly privateKey: Bytes;
  /** `<six digits>_JP_<tenant>_<cn>.p12` */
  readonly fileName: string;
}

/**
 * Issues a first certificate to a person or program of a tenant, and makes its key.
 *
 * @param order.cn letters and a number: `client28`, `db17`
 * @param order.keyKind the tenant's own where it is not given
 * @throws OperatorError `name-not-allowed`, `tenant-unknown`, `tenant-closed`, `authority-expires-first`
 */
export async function issueCertificate(
  service: Service,
  order: Pick<IssueOrder, "tenant" | "cn" | "now" | "notAfter"> & { readonly keyKind?: KeyKind },
): Promise<IssuedCertificate> {
  const { cn } = order;
  if (!/^[a-z]{1,16}\d{1,12}$/.test(cn)) {
    throw new OperatorError("name-not-allowed", `"${cn}" is no CN. Use small letters and a number: client28.`);
  }
  const tenant = await findTenant(service.store, order.tenant);
  if (tenant === undefined) {
    throw new OperatorError("tenant-unknown", `There is no tenant "${order.tenant}". Create it, or correct the name.`);
  }
  if (tenant.closed_at !== null) {
    throw new OperatorError("tenant-closed", `The tenant "${tenant.name}" is closed. Choose another one.`);
  }
  const keyKind = order.keyKind ?? tenant.key_kind;
  const keys = await generateKeyPair(keyKind);
  const spki = await exportPublicKey(keys);
  const { leaf, number } = await transact(service.store, async (transaction) => {
    const issue = { ...order, tenant: tenant.name, spki, keyKind, predecessor: null, actor: "operator" };
    const issued = await signAndRecord(service, transaction, issue);
    await appendAudit(transaction, issued.entry);
    return issued;
  });
  return {
    serial: leaf.serial,
    notAfter: leaf.notAfter,
    certificate: leaf.der,
    chain: [service.authority.issuing, service.authority.root],
    privateKey: await exportPrivateKey(keys),
    fileName: p12FileName(number, { cn, o: tenant.name }),
  };
}
