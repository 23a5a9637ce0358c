import { dayInMilliseconds } from "../core/days.ts";
import { yearsAfter } from "../core/years.ts";
import { byOperator } from "../server/commands/line/by-operator.ts";
import type { Administrator } from "../server/issuance/administration/administrator.ts";
import { annotateOwn } from "../server/issuance/administration/annotate-own.ts";
import { announce } from "../server/issuance/administration/announce.ts";
import { issueOwn } from "../server/issuance/administration/issue-own.ts";
import { requireOwn } from "../server/issuance/administration/own-certificate.ts";
import { renewOwn } from "../server/issuance/administration/renew-own.ts";
import { issueCertificate } from "../server/issuance/lifecycle/issue.ts";
import { recordFirstUse } from "../server/issuance/renewal/stages.ts";
import type { Service } from "../server/issuance/service.ts";
import type { CertificateIdentity } from "../server/store/certificates/certificate-name.ts";
import { findHeldBySerial } from "../server/store/certificates/certificates.ts";
import { writePresentations } from "../server/store/certificates/presentations.ts";
import { transact } from "../server/store/transact.ts";
import type { Language } from "../ui/language.ts";
import type { WorldCertificate } from "./world-file.ts";

interface OfficeFacts {
  readonly tenant: string;
  /** The account that has done it. */
  readonly user: string;
  readonly certificates: readonly WorldCertificate[];
  readonly language: Language;
  readonly now: Date;
}

/** What is noted of the demonstration's certificates, and announced. */
const words = {
  ja: {
    reception: "受付",
    examination: "診察室",
    link: "連携プログラム",
    devices: {
      client28: "受付1のパソコン",
      client169: "受付2のパソコン",
      client21: "診察室1のパソコン",
      api170: "予約システム",
      db17: "検査システム",
    },
    notebook: "院長のノートパソコン",
    laboratory: "検査室のパソコン",
    pharmacy: "薬局のパソコン",
    ward: "病棟のパソコン",
    title: "保守のお知らせ",
    text: "日曜日の2時から4時まで、サービスの保守を行います。\nこの間に始めた更新は、保守のあとで続けられます。",
  },
  en: {
    reception: "Reception",
    examination: "Examination",
    link: "Programs",
    devices: {
      client28: "Reception PC 1",
      client169: "Reception PC 2",
      client21: "Examination room PC 1",
      api170: "Appointments",
      db17: "Laboratory system",
    },
    notebook: "Director's notebook",
    laboratory: "Laboratory PC",
    pharmacy: "Pharmacy PC",
    ward: "Ward PC",
    title: "Maintenance",
    text: "The service is maintained on Sunday from 2 to 4.\nRenewals that were begun go on afterwards.",
  },
} as const;

/**
 * Adds what an administrator has to do with: remarks and devices, files that the service keeps, a renewal that is stuck, one whose
 * old certificate remains, and an announcement.
 */
export async function furnishOffice(service: Service, { tenant, user, certificates, language, now }: OfficeFacts): Promise<void> {
  const { devices, ...say } = words[language];
  const remarks = [say.reception, say.reception, say.examination, say.link, say.link];
  const by: Administrator = {
    user,
    actor: `account:${user}@${tenant}`,
    tenant,
    requireStill: async () => await Promise.resolve(),
  };
  const note = async (certificate: CertificateIdentity, device: string, remark: string): Promise<void> =>
    await annotateOwn(service, { ...certificate, tenant }, { notes: { device, remark }, version: "*", by, now });
  for (const [place, [cn, device]] of Object.entries(devices).entries()) {
    const { serial } = certificates.find((each) => each.cn === cn) ?? {};
    const [held] = serial === undefined ? [] : await findHeldBySerial(service.store, serial);
    if (held !== undefined) await note(held, device, remarks[place] ?? "");
  }
  await issueOwn(service, { cn: "client40", another: false, remark: "", device: say.notebook, by, now });
  await issueOwn(service, { cn: "client41", another: false, remark: say.examination, device: say.laboratory, by, now });
  const renew = async (cn: string, daysLeft: number, [device, remark]: [string, string], renewed: number) => {
    const notAfter = daysAfter(now, daysLeft + 0.5);
    const issuedAt = yearsAfter(notAfter, -service.settings.validityYears);
    const old = await issueCertificate(service, { tenant, cn, notAfter, ...byOperator(issuedAt) });
    await note(old, device, remark);
    const order = { precondition: { kind: "none-pending" }, by, now: daysAfter(now, -renewed) } as const;
    const replacement = await requireOwn(service.store, { ...(await renewOwn(service, { ...old, tenant }, order)), tenant });
    return { old: await requireOwn(service.store, { ...old, tenant }), replacement };
  };
  // Renewed, but nobody has fetched the file.
  await renew("client43", 6, [say.ward, ""], 30);
  // Renewed and in use, and the old one is still valid.
  const { old, replacement } = await renew("client42", 60, [say.pharmacy, say.reception], 5);
  await recordFirstUse(service.store, replacement, "app.localhost", daysAfter(now, -4));
  const place = { host: "app.localhost", address: "127.0.0.1" };
  const span = (first: number, last: number) => ({
    firstAt: daysAfter(now, -first).getTime(),
    lastAt: daysAfter(now, -last).getTime(),
  });
  await transact(service.store, async (transaction) => {
    const presentations = [
      { certificate: old.number, ...place, ...span(300, 5) },
      { certificate: replacement.number, ...place, ...span(4, 1) },
    ];
    await writePresentations(transaction, presentations);
  });
  await announce(service, { title: say.title, text: say.text, tenant: null }, byOperator(now));
}

function daysAfter(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * dayInMilliseconds);
}
