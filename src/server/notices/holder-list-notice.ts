import type { Settings } from "../settings/settings.ts";
import type { ClaimedNotice } from "../store/notices/notices.ts";
import { holderNoticeText, inWords, situationOf, type Paragraphs, type Ports, type Situation } from "./holder-notice.ts";
import type { NoticeText } from "./notice.ts";

/**
 * The mail to whoever is noted for several certificates of a tenant, in Japanese and English: what to do about which, those that
 * expire first on top. About a single one it is that of `holderNoticeText`.
 */
export function holderListText(
  notices: readonly [ClaimedNotice, ...ClaimedNotice[]],
  settings: Settings,
  ports: Ports,
  now: Date,
): NoticeText {
  if (notices.length === 1) return holderNoticeText(notices[0], settings, ports, now);
  const common = situationOf(notices[0], settings, ports, now);
  const listed = notices
    .toSorted((one, other) => one.notAfter - other.notAfter || one.certificate - other.certificate)
    .map((notice) => ({ serial: notice.serial, ...situationOf(notice, settings, ports, now) }));
  const count = notices.length;
  const subject = `${count}件の証明書の更新をお願いします / Please renew ${count} certificates: ${common.tenant}`;
  const body = [paragraphsJa(common, listed), paragraphsEn(common, listed)].map(inWords).join("\n\n");
  return { subject, body: `${body}\n` };
}

interface Listed extends Situation {
  readonly serial: string;
}

/** What is to be done: they are renewed, nobody renews them without the administrator, or they have expired. */
function sorted(listed: readonly Listed[]): Readonly<Record<"renewed" | "asked" | "expired", readonly Listed[]>> {
  return {
    renewed: listed.filter(({ left, renews }) => left !== undefined && renews),
    asked: listed.filter(({ left, renews }) => left !== undefined && !renews),
    expired: listed.filter(({ left }) => left === undefined),
  };
}

/** Some certificates below what is said of them; nothing if there are none. */
function below(said: string, certificates: readonly Listed[], line: (each: Listed) => string): string[] {
  return certificates.length === 0 ? [] : [[said, ...certificates.map((each) => `- ${line(each)}`)].join("\n")];
}

function paragraphsJa({ tenant, address, recovery, contact }: Situation, listed: readonly Listed[]): Paragraphs {
  const ask = contact === "" ? `${tenant} の証明書の管理者` : contact;
  const { renewed, asked, expired } = sorted(listed);
  const line = ({ cn, device, moment, left, pendingSince, serial }: Listed): string =>
    [
      `${cn}${device === "" ? "" : ` (端末: ${device})`}: ${moment}${left === undefined ? "" : `、残り${left.ja}`}`,
      ...(pendingSince === undefined ? [] : [`新しい証明書は ${pendingSince} に発行済み(まだ使われていません)`]),
      `Serial: ${serial}`,
    ].join("、");
  return [
    `このアドレスが連絡先になっている ${tenant} の証明書のうち、${listed.length}件の有効期限が近いか、過ぎています。`,
    ...below("更新する証明書と、その有効期限:", renewed, line),
    ...(renewed.length === 0
      ? []
      : [
          [
            `それぞれの証明書を使っている端末で ${address} を開き、ログインします。`,
            "「証明書更新チェック」が表示されたら「更新」を押し、画面の案内に従います。",
            "新しい証明書で接続できたことを確かめます。確かめられるまで、このお知らせは続きます。",
          ],
        ]),
    ...below(`自動では更新されない証明書と、その有効期限(${ask}に連絡し、新しい証明書を受け取ってください):`, asked, line),
    ...below(
      `有効期限が過ぎ、もう接続できない証明書(${ask}に連絡し、${recovery === undefined ? "新しい証明書を受け取ってください" : `再発行コードを受け取って、${recovery} で新しい証明書を受け取ってください`}):`,
      expired,
      line,
    ),
    expired.length === listed.length
      ? "新しい証明書をすでにお使いの場合は、このメールは不要です。"
      : "そのままにすると、有効期限を過ぎた時点でサービスに接続できなくなります。",
    `わからないときは、${ask}にお尋ねください。`,
  ];
}

function paragraphsEn({ tenant, address, recovery, contact }: Situation, listed: readonly Listed[]): Paragraphs {
  const ask = contact === "" ? `the administrator of certificates of ${tenant}` : contact;
  const { renewed, asked, expired } = sorted(listed);
  const line = ({ cn, device, moment, left, pendingSince, serial }: Listed): string =>
    [
      `${cn}${device === "" ? "" : ` (device: ${device})`}: ${moment}${left === undefined ? "" : `, ${left.en} left`}`,
      ...(pendingSince === undefined ? [] : [`a new one was issued on ${pendingSince}, but nobody has used it yet`]),
      `Serial: ${serial}`,
    ].join(", ");
  return [
    `This address is noted for certificates of ${tenant}; ${listed.length} of them expire soon, or have expired.`,
    ...below("To renew, and when each expires:", renewed, line),
    ...(renewed.length === 0
      ? []
      : [
          [
            `On the device that uses the certificate, open ${address} and log in.`,
            'When the certificate dialog appears, press "Renew" and follow the instructions.',
            "Make sure that the new certificate connects. Until it has, these mails go on.",
          ],
        ]),
    ...below(`Not renewed automatically, and when each expires (ask ${ask} for a new certificate):`, asked, line),
    ...below(
      `Expired, and can no longer connect (${recovery === undefined ? `ask ${ask} for a new certificate` : `ask ${ask} for a recovery code, and get a new certificate at ${recovery}`}):`,
      expired,
      line,
    ),
    expired.length === listed.length
      ? "If you already use new certificates, you can ignore this mail."
      : "If you do nothing, you can no longer connect to the service once a certificate has expired.",
    `If you need help, ask ${ask}.`,
  ];
}
