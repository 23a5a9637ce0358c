import type { Subject } from "../../core/name/subject.ts";
import { systemOperator } from "../../protocol/console/session.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import { hasValidCertificate } from "../store/certificates/valid-certificate.ts";
import type { Store } from "../store/database/schema.ts";
import { transact } from "../store/transact.ts";
import { OperatorError } from "../system/operator-error.ts";
import { addAccount } from "./accounts.ts";
import { beginInvitation, type BegunInvitation } from "./invitations/invite.ts";
import type { Management } from "./management.ts";

/** A system operator to add. */
export interface NewOperator {
  readonly name: string;
  /** Of the certificate that the person logs in with. */
  readonly certificate: Subject;
  readonly personName: string;
  readonly mail: string | null;
}

/**
 * Adds the account of a system operator, whose user chooses the password by an invitation.
 *
 * @throws OperatorError `certificate-unknown` if nobody has a valid certificate with this subject, `account-exists`
 * @throws StoreUnavailable
 */
export async function addSystemOperator(store: Store, operator: NewOperator, act: Management): Promise<BegunInvitation> {
  const { name, certificate, personName, mail } = operator;
  return await transact(store, async (transaction) => {
    if (!(await hasValidCertificate(transaction, certificate, act.now.getTime()))) {
      const sentence = `No valid certificate has the CN "${certificate.cn}" and the O "${certificate.o}". Issue it first (koshin issue), or correct these.`;
      throw new OperatorError("certificate-unknown", sentence);
    }
    const account = { tenant: systemTenant, name, personName, mail, role: systemOperator, password: null, certificate } as const;
    if (!(await addAccount(transaction, account, act)))
      throw new OperatorError("account-exists", `There is a system operator "${name}" already. Choose another name.`);
    return await beginInvitation(transaction, account, act.now);
  });
}
