import { daysUntil } from "../../../core/days.ts";
import { certificateState } from "../../../core/renewal/certificate-state.ts";
import { p12FileName } from "../../../core/renewal/file-name.ts";
import type { CertificateDetail } from "../../../protocol/console/certificates.ts";
import { identityOf } from "../../store/certificates/certificate-name.ts";
import type { HeldCertificate } from "../../store/certificates/certificates.ts";
import { findKeyState } from "../../store/certificates/kept-keys.ts";
import { countOthersOfKey } from "../../store/certificates/known-keys.ts";
import { findPresentations } from "../../store/certificates/presentations.ts";
import { findListed } from "../../store/certificates/search-certificates.ts";
import { findHolderRules, usualHolderRules } from "../../store/holders/holder-rules.ts";
import { findPredecessor } from "../../store/renewals/lineage.ts";
import { whyNotHandedOut } from "../hand-out/why-not-handed-out.ts";
import { refusalSentences } from "../refusal.ts";
import type { Service } from "../service.ts";
import { isRetired } from "../validity.ts";
import { findAnnotations } from "./annotations.ts";
import { kindTexts, listed } from "./list-certificates.ts";
import { placedOrder } from "./order-own-renewals.ts";
import { requireOwn, type OwnCertificate } from "./own-certificate.ts";
import { describeOwnCode } from "./own-recovery-code.ts";
import { whyNotRenewed } from "./renew-own.ts";
import { stageRulesOf } from "./stage-rules.ts";

/**
 * Describes a certificate to an administrator of its tenant.
 *
 * @throws Refusal `not-found`
 */
export async function describeOwn(service: Service, named: OwnCertificate, now: Date): Promise<CertificateDetail> {
  const { store, settings } = service;
  const certificate = await requireOwn(store, named);
  const { number, cn, tenant, replacement } = certificate;
  const notes = await findAnnotations(store, certificate);
  const refusal = whyNotRenewed(service, certificate, now);
  const predecessor = await findPredecessor(store, certificate);
  const presentations = await findPresentations(store, [number]);
  const { remark, device, edited } = notes;
  const [found] = await findListed(store, [number], await stageRulesOf(service, tenant, now));
  const rules = (await findHolderRules(store, tenant)) ?? usualHolderRules;
  const state = stateOf(certificate, now);
  const ended = state === "renewed" || state === "revoked" || state === "expired";
  return {
    ...listed({ ...certificate, state, stage: found?.stage ?? null, remark, device }, settings.kinds),
    kindTexts: kindTexts(settings.kinds, cn),
    notBefore: moment(certificate.notBefore),
    issuedAt: moment(certificate.issuedAt),
    daysLeft: daysUntil(new Date(certificate.notAfter), now),
    key: await findKeyState(store, number),
    fileName: p12FileName(number, { cn, o: tenant }),
    stages: {
      fetchedAt: momentOrNull(certificate.fetchedAt),
      passwordShownAt: momentOrNull(certificate.passwordShownAt),
      importedAt: momentOrNull(certificate.importedAt),
      firstUsedAt: momentOrNull(certificate.firstUsedAt),
    },
    revokedAt: momentOrNull(certificate.revokedAt),
    revocationReason: certificate.revocationReason,
    refusal: refusal === undefined ? null : { code: refusal, detail: refusalSentences[refusal] },
    predecessor: predecessor === undefined ? null : identityOf(predecessor),
    replacement:
      replacement === undefined
        ? null
        : {
            ...identityOf(replacement),
            issuedAt: moment(replacement.issuedAt),
            firstUsedAt: momentOrNull(replacement.firstUsedAt),
            kept: (await findKeyState(store, replacement.number)) === "kept",
          },
    presentations: presentations.map(({ host, address, firstAt, lastAt }) => {
      return { host, address, firstAt: moment(firstAt), lastAt: moment(lastAt) };
    }),
    mail: notes.mail,
    mailSource: notes.mailSource,
    holderMails: settings.notices.mail === undefined ? "no-mail-server" : rules.mails,
    otherDevices: rules.otherDevices,
    mayBeHandedOut: (await whyNotHandedOut(store, certificate, { now })) === undefined,
    sameKey: await countOthersOfKey(store, certificate, now.getTime()),
    timeZone: certificate.timeZone,
    order: ended ? null : placedOrder(certificate, now),
    recoveryCode: await describeOwnCode(service, certificate, now),
    version: notes.version,
    edited: edited === null ? null : { by: edited.by, at: moment(edited.at) },
  };
}

function stateOf(certificate: HeldCertificate, now: Date): CertificateDetail["state"] {
  const { predecessor, firstUsedAt, replacement, revokedAt, notAfter } = certificate;
  const facts = {
    awaitsFirstUse: predecessor !== null && firstUsedAt === null,
    replaced: replacement !== undefined && replacement.firstUsedAt !== null,
    revoked: revokedAt !== null || isRetired(certificate, now),
    notAfter: new Date(notAfter),
  };
  return certificateState(facts, now);
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function momentOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : moment(milliseconds);
}
