import { mostCodes, type HeldRecoveryCode } from "../../../protocol/console/recovery-codes.ts";
import type { Selection } from "../../../protocol/console/selection.ts";
import { identityOf } from "../../store/certificates/certificate-name.ts";
import { findNotesOf } from "../../store/certificates/certificate-notes.ts";
import { findHeldByNumbers, type HeldCertificate } from "../../store/certificates/certificates.ts";
import type { StoreTransaction } from "../../store/database/schema.ts";
import { recoveryCodeKind } from "../../store/notices/recovery-code-notice.ts";
import { transact } from "../../store/transact.ts";
import { recordCode } from "../recovery/recovery-codes.ts";
import { Refusal, refusalSentences } from "../refusal.ts";
import type { Service } from "../service.ts";
import { tellTenant } from "../tell-tenant.ts";
import type { Administrator } from "./administrator.ts";
import { whyNoCode } from "./own-recovery-code.ts";
import { selectedNumbers } from "./selection.ts";

/** How many certificates are acted on in one transaction, which others wait for. */
const together = 20;

/** Who acts, on which certificates, and when. */
interface Issuing {
  readonly selection: Selection;
  readonly by: Administrator;
  readonly now: Date;
}

/**
 * Issues recovery codes for the holders of several certificates, as `createRecoveryCode` does for one; a holder of several of
 * them gets one. The codes are in what is returned and nowhere else: no job makes them, whose results everybody may read again.
 * If the answer is lost, nobody has them, and the next ones replace them.
 *
 * @returns for each holder the code, or why there is none
 * @throws Refusal `codes-exceeded`, and as `selectedNumbers`; `tenant-closed` and the like are in the result
 */
export async function issueOwnCodes(service: Service, { selection, by, now }: Issuing): Promise<readonly HeldRecoveryCode[]> {
  const numbers = await selectedNumbers(service, { tenant: by.tenant, selection, now });
  if (numbers.length > mostCodes) throw new Refusal("codes-exceeded");
  const all = await findHeldByNumbers(service.store, numbers);
  const holders = new Map([...all.values()].map((held) => [held.cn, held.number]));
  const first = numbers.filter((number) => holders.get(all.get(number)?.cn ?? "") === number);
  const renewing = first.filter((number) => {
    const held = all.get(number);
    return held !== undefined && whyNoCode(service, held) === undefined;
  });
  const issued: HeldRecoveryCode[] = [];
  for (let at = 0; at < first.length; at += together) {
    const some = first.slice(at, at + together);
    const tell = some.find((number) => number === renewing[0]);
    issued.push(
      ...(await transact(service.store, async (transaction) => {
        await by.requireStill(transaction);
        const told = tell === undefined ? undefined : { about: tell, holders: renewing.length };
        return await issueSome(service, transaction, some, { by, now, told });
      })),
    );
  }
  return issued;
}

interface IssuingSome extends Pick<Issuing, "by" | "now"> {
  /** The certificate that the notice names, and how many holders it is for; once for all codes. */
  readonly told: { readonly about: number; readonly holders: number } | undefined;
}

async function issueSome(
  service: Service,
  transaction: StoreTransaction,
  numbers: readonly number[],
  { by, now, told }: IssuingSome,
): Promise<readonly HeldRecoveryCode[]> {
  const held = await findHeldByNumbers(transaction, numbers);
  const notes = await findNotesOf(transaction, numbers);
  const issued: HeldRecoveryCode[] = [];
  for (const certificate of numbers.flatMap((number) => held.get(number) ?? [])) {
    const { remark = "", device = "" } = notes.get(certificate.number) ?? {};
    const facts = { ...identityOf(certificate), cn: certificate.cn, remark, device };
    issued.push({ ...facts, ...(await issueOne(service, transaction, certificate, { by, now })) });
    if (certificate.number !== told?.about) continue;
    const kind = recoveryCodeKind({ at: now.getTime(), holders: told.holders, actor: by.actor });
    await tellTenant(transaction, certificate, kind, now);
  }
  return issued;
}

async function issueOne(
  service: Service,
  transaction: StoreTransaction,
  certificate: HeldCertificate,
  { by, now }: Pick<Issuing, "by" | "now">,
): Promise<Pick<HeldRecoveryCode, "code" | "replaced" | "refusal">> {
  const refusal = whyNoCode(service, certificate);
  if (refusal !== undefined) return { code: null, replaced: false, refusal: { code: refusal, detail: refusalSentences[refusal] } };
  const { code, replaced } = await recordCode(transaction, certificate, { actor: by.actor, now });
  return { code, replaced, refusal: null };
}
