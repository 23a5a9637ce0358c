import { clockSkew } from "../../../core/clock.ts";
import type { CertificateOrder } from "../../../protocol/console/certificates.ts";
import { identityOf, type CertificateIdentity } from "../../store/certificates/certificate-name.ts";
import { writeNotes } from "../../store/certificates/certificate-notes.ts";
import { insertKeptKey } from "../../store/certificates/kept-keys.ts";
import { findValidHolders } from "../../store/certificates/valid-holders.ts";
import type { Store } from "../../store/database/schema.ts";
import { countRecentIssues } from "../../store/renewals/replacements.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { noteMail } from "../holders/note-mail.ts";
import { issueCertificate } from "../lifecycle/issue.ts";
import { Refusal } from "../refusal.ts";
import { hourlyLimit } from "../renewal/hourly-limit.ts";
import { storedKeyKind } from "../renewal/key-origin.ts";
import { sealingKey, sealKey } from "../secrets/kept-secrets.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";

const hour = 3_600_000;

/** A first certificate that an administrator orders for somebody of their tenant. */
export interface OwnOrder extends CertificateOrder {
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Issues a first certificate, with a key that the service makes and keeps for its file, and notes what it is for.
 *
 * @throws Refusal `cn-not-allowed`, `holder-has-certificate`, `device-has-certificate`, `tenant-closed`,
 * `tenant-renewals-exceeded`, `authority-expires-first`, `authority-delayed`, `authority-refused`, `unavailable`
 */
export async function issueOwn(service: Service, order: OwnOrder): Promise<CertificateIdentity> {
  const { cn, remark, device, mail = "", by, now } = order;
  // Before the key is made, and, if another authority signs, before it is asked.
  await refuseNeedless(service, service.store, order, 0);
  const issued = await issueCertificate(service, {
    ...{ tenant: by.tenant, cn, actor: by.actor, now, keyKind: storedKeyKind },
    alongside: async (transaction, certificate, privateKey) => {
      await by.requireStill(transaction);
      await refuseNeedless(service, transaction, order, 1);
      const { kept } = sealKey(await sealingKey(service.vault, transaction), certificate, privateKey);
      await insertKeptKey(transaction, kept);
      if (mail !== "") await noteMail(transaction, { tenant: by.tenant, cn, mail }, { by: by.user, now });
      if (remark !== "" || device !== "") {
        const notes = { certificate: certificate.number, tenant: by.tenant, remark, device };
        await writeNotes(transaction, { ...notes, version: 1, editedBy: by.user, editedAt: now.getTime() });
      }
      await by.acted?.(transaction, certificate.number);
    },
  }).catch(inAdministratorsWords);
  return identityOf(issued);
}

/** @param issued how many of the certificates that are found were issued for this order */
async function refuseNeedless(
  { settings }: Pick<Service, "settings">,
  store: Store,
  { by, cn, device, another, now }: OwnOrder,
  issued: number,
): Promise<void> {
  const { tenant } = by;
  const at = now.getTime();
  if (!another) {
    const ofHolder = await findValidHolders(store, tenant, { cns: [cn] }, at);
    if (ofHolder.length > issued) throw new Refusal("holder-has-certificate");
    // What is issued for this order is noted to be for its device afterwards.
    const onDevice = device === "" ? [] : await findValidHolders(store, tenant, { devices: [device] }, at);
    if (onDevice.length > 0) throw new Refusal("device-has-certificate");
  }
  const recent = await countRecentIssues(store, { number: 0, tenant, cn }, { after: at - hour, until: at + clockSkew });
  if (recent.tenant >= hourlyLimit(settings, by) + issued)
    throw new Refusal("tenant-renewals-exceeded", { retryAfter: hour / 1000 });
}

/** What an operator is told by a sentence of the command, an administrator is told by a refusal. */
function inAdministratorsWords(error: unknown): never {
  if (!(error instanceof OperatorError)) throw error;
  if (error.cause instanceof Refusal) throw error.cause;
  if (error.code === "name-not-allowed") throw new Refusal("cn-not-allowed", { cause: error });
  if (error.code === "tenant-closed") throw new Refusal("tenant-closed", { cause: error });
  if (error.code === "authority-expires-first")
    throw new Refusal("authority-expires-first", { cause: error, retryAfter: hour / 1000 });
  throw error;
}
