import { dayInMilliseconds, timeLeft } from "../../core/days.ts";
import { isolated } from "../../core/name/isolated.ts";
import { originOn, sitesOf } from "../settings/hosts.ts";
import { kindOf } from "../settings/kinds.ts";
import { productNamed } from "../settings/products.ts";
import type { Settings } from "../settings/settings.ts";
import type { ClaimedNotice } from "../store/notices/notices.ts";
import { counted } from "../system/counted.ts";
import type { NoticeText } from "./notice.ts";
import { onClocks } from "./on-clocks.ts";

/** The ports at which clients reach the service: of its hosts, and of the recovery host. */
export interface Ports {
  readonly main: number;
  readonly recovery: number;
}

/** What a mail says, in one language: paragraphs, of which lists are the numbered steps. */
export type Paragraphs = readonly (string | readonly string[])[];

/** The mail to the holder of a certificate, in Japanese and English: what to do, by when, and whom to ask. */
export function holderNoticeText(notice: ClaimedNotice, settings: Settings, ports: Ports, now: Date): NoticeText {
  const situation = situationOf(notice, settings, ports, now);
  const { cn, tenant } = situation;
  const subject =
    situation.left === undefined
      ? `証明書の有効期限が過ぎました / Your certificate has expired: ${cn} (${tenant})`
      : `証明書の更新をお願いします(残り${situation.left.ja}) / Please renew your certificate (${situation.left.en} left): ${cn} (${tenant})`;
  const facts = [
    `CN: ${cn}`,
    `O: ${tenant}`,
    `Serial: ${notice.serial}`,
    `notAfter: ${new Date(notice.notAfter).toISOString()}`,
    ...(situation.device === "" ? [] : [`端末 / Device: ${situation.device}`]),
  ];
  const body = [inWords(paragraphsJa(situation)), inWords(paragraphsEn(situation)), facts.join("\n")].join("\n\n");
  return { subject, body: `${body}\n` };
}

/** What a mail says of a certificate. */
export interface Situation {
  readonly cn: string;
  readonly tenant: string;
  readonly what: { readonly ja: string; readonly en: string };
  readonly moment: string;
  /** Undefined once it has expired. */
  readonly left: { readonly ja: string; readonly en: string } | undefined;
  readonly renews: boolean;
  /** The day on which its replacement was issued, which nobody has used yet. */
  readonly pendingSince: string | undefined;
  readonly address: string;
  /** The page for renewals after expiry. */
  readonly recovery: string | undefined;
  readonly contact: string;
  readonly device: string;
}

export function situationOf(notice: ClaimedNotice, settings: Settings, ports: Ports, now: Date): Situation {
  const [cn, tenant] = [isolated(notice.cn), isolated(notice.tenant)];
  const end = new Date(notice.notAfter);
  const { timeZone } = notice;
  const left = timeLeft(end, now);
  return {
    ...{ cn, tenant, what: kindOf(settings.kinds, notice.cn)?.texts ?? { ja: "クライアント証明書", en: "client certificate" } },
    moment: `${onClocks(end, timeZone)} (${timeZone})`,
    left: left && { ja: leftJa(left), en: left.count === 0 ? "less than an hour" : counted(left.count, left.unit) },
    renews: productNamed(settings, notice.product).renews(notice.cn),
    pendingSince: notice.pendingSince === null ? undefined : onClocks(new Date(notice.pendingSince), timeZone).slice(0, 10),
    address: appAddress(settings, ports, notice.product),
    recovery: settings.recovery.assets === undefined ? undefined : `${originOn(settings.hosts.recover, ports.recovery)}/`,
    contact: isolated(notice.contact),
    device: isolated(notice.device.replaceAll(/\s+/g, " ").trim()),
  };
}

function paragraphsJa({ cn, tenant, what, moment, left, renews, pendingSince, address, recovery, contact }: Situation): Paragraphs {
  const ask = contact === "" ? `${tenant} の証明書の管理者` : contact;
  const why = `このメールは、${tenant} の証明書 ${cn} の連絡先として登録されたアドレスに送られています。`;
  if (left === undefined) {
    return [
      `お使いの${what.ja} ${cn} は、${moment} に有効期限が過ぎました。この証明書ではもう接続できません。`,
      `${ask}に連絡し、${recovery === undefined ? "新しい証明書を受け取ってください。" : `再発行コードを受け取って、${recovery} で新しい証明書を受け取ってください。`}`,
      `新しい証明書をすでにお使いの場合は、このメールは不要です。`,
      why,
    ];
  }
  const begin = `お使いの${what.ja} ${cn} の有効期限は ${moment} です(残り${left.ja})。`;
  const otherwise = "そのままにすると、有効期限を過ぎた時点でサービスに接続できなくなります。";
  if (!renews)
    return [begin, `この証明書は自動では更新されません。${ask}に連絡し、新しい証明書を受け取ってください。`, otherwise, why];
  return [
    begin,
    ...(pendingSince === undefined
      ? []
      : [`新しい証明書は ${pendingSince} に発行されましたが、まだ使われていません。下の手順で続けてください。`]),
    [
      `この証明書を使っている端末で ${address} を開き、ログインします。`,
      pendingSince === undefined
        ? "「証明書更新チェック」が表示されたら「更新」を押し、画面の案内に従います。"
        : "「証明書更新チェック」の画面の案内に従い、新しい証明書をインポートします。",
      "新しい証明書で接続できたことを確かめます。確かめられるまで、このお知らせは続きます。",
    ],
    otherwise,
    `わからないときは、${ask}にお尋ねください。`,
    why,
  ];
}

function paragraphsEn({ cn, tenant, what, moment, left, renews, pendingSince, address, recovery, contact }: Situation): Paragraphs {
  const ask = contact === "" ? `the administrator of certificates of ${tenant}` : contact;
  const why = `You get this mail because this address is noted for the certificate ${cn} of ${tenant}.`;
  if (left === undefined) {
    return [
      `Your ${what.en} ${cn} expired on ${moment}. It can no longer connect.`,
      recovery === undefined
        ? `Ask ${ask} for a new certificate.`
        : `Ask ${ask} for a recovery code, and get a new certificate at ${recovery}.`,
      "If you already use a new certificate, you can ignore this mail.",
      why,
    ];
  }
  const begin = `Your ${what.en} ${cn} expires on ${moment} (${left.en} left).`;
  const otherwise = "If you do nothing, you can no longer connect to the service once it has expired.";
  if (!renews) return [begin, `It is not renewed automatically. Ask ${ask} for a new certificate.`, otherwise, why];
  return [
    begin,
    ...(pendingSince === undefined
      ? []
      : [`A new certificate was issued on ${pendingSince}, but nobody has used it yet. Continue as follows.`]),
    [
      `On the device that uses this certificate, open ${address} and log in.`,
      pendingSince === undefined
        ? 'When the certificate dialog appears, press "Renew" and follow the instructions.'
        : "Follow the instructions of the certificate dialog, and import the new certificate.",
      "Make sure that the new certificate connects. Until it has, these mails go on.",
    ],
    otherwise,
    `If you need help, ask ${ask}.`,
    why,
  ];
}

export function inWords(paragraphs: Paragraphs): string {
  return paragraphs
    .map((each) => (typeof each === "string" ? each : each.map((step, index) => `${index + 1}. ${step}`).join("\n")))
    .join("\n\n");
}

function leftJa({ unit, count }: NonNullable<ReturnType<typeof timeLeft>>): string {
  return unit === "day" ? `${count}日` : count === 0 ? "1時間未満" : `${count}時間`;
}

/** The address of the web app of a product, or of the first one, if it has none of its own. */
function appAddress({ hosts }: Settings, { main }: Ports, product: string): string {
  const sites = sitesOf(hosts, "app");
  const { host, origin } = sites.find((site) => site.product === product) ?? sites[0];
  return `${origin ?? originOn(host, main)}/`;
}

/** Whether the day of a notice to a holder has passed. */
export function isPast({ notAfter }: Pick<ClaimedNotice, "notAfter">, next: number, now: Date): boolean {
  return notAfter <= now.getTime() + next * dayInMilliseconds;
}
