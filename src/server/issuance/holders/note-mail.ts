import { mailAddressForm } from "../../../core/mail-address.ts";
import { appendAudit, type Act } from "../../store/audit/audit.ts";
import { nameOf } from "../../store/certificates/certificate-name.ts";
import type { HolderRow, StoreTransaction } from "../../store/database/schema.ts";
import { findHolder, writeHolder } from "../../store/holders/holder-rows.ts";
import { findNewestCertificate } from "../../store/renewals/recovery-codes.ts";
import { transact } from "../../store/transact.ts";
import { OperatorError } from "../../system/operator-error.ts";
import { requirePerson } from "../require-certificate.ts";
import type { Service } from "../service.ts";

/** Where mails to a holder go; empty for nowhere. */
type HolderMail = Pick<HolderRow, "tenant" | "cn" | "mail">;

/**
 * Notes where mails to a holder go, in the caller's transaction.
 *
 * @param by the name of the account
 * @returns whether that has changed
 */
export async function noteMail(
  transaction: StoreTransaction,
  { tenant, cn, mail }: HolderMail,
  { by, now }: { readonly by: string; readonly now: Date },
): Promise<boolean> {
  const before = await findHolder(transaction, { tenant, cn });
  if (mail === (before?.mail ?? "")) return false;
  await writeHolder(transaction, { tenant, cn, mail, version: (before?.version ?? 0) + 1, editedBy: by, editedAt: now.getTime() });
  return true;
}

/**
 * Notes where mails to a holder go. The audit trail says that it has changed, but not the address.
 *
 * @returns whether that has changed
 * @throws OperatorError `notice-address-wrong`, `tenant-unknown`, `certificate-unknown` if there is no certificate of that name
 */
export async function changeMail({ store }: Pick<Service, "store">, holder: HolderMail, { actor, now }: Act): Promise<boolean> {
  const { tenant, cn, mail } = holder;
  if (mail !== "") requireMailAddress(mail);
  return await transact(store, async (transaction) => {
    await requirePerson(transaction, holder);
    if (!(await noteMail(transaction, holder, { by: actor, now }))) return false;
    const newest = await findNewestCertificate(transaction, holder);
    if (newest === undefined) throw new Error(`${cn} of ${tenant} has no certificate.`);
    const object = nameOf(newest);
    await appendAudit(transaction, { at: now, actor, action: "notes-changed", object, detail: { changed: "mail" }, tenant });
    return true;
  });
}

/** @throws OperatorError `notice-address-wrong` */
export function requireMailAddress(text: string): void {
  if (mailAddressForm.test(text)) return;
  throw new OperatorError("notice-address-wrong", `"${text}" is not a mail address. Write it as name@example.jp.`);
}
