import { daysUntil, timeLeft } from "../../core/days.ts";
import { isolated } from "../../core/name/isolated.ts";
import { accountIn, tokenIn } from "../issuance/administration/account-in.ts";
import { kindOf } from "../settings/kinds.ts";
import { productNamed } from "../settings/products.ts";
import type { Settings } from "../settings/settings.ts";
import { readHandOutKind, type HandOutNotice } from "../store/notices/hand-out-notice.ts";
import type { ClaimedNotice } from "../store/notices/notices.ts";
import { readRecoveryCodeKind, type RecoveryCodeNotice } from "../store/notices/recovery-code-notice.ts";
import { counted } from "../system/counted.ts";
import { onClocks } from "./on-clocks.ts";

/** The text of a notice. */
export interface NoticeText {
  readonly subject: string;
  readonly body: string;
}

/** A notice to a tenant, and its certificate. */
type TenantNotice = Pick<ClaimedNotice, "kind" | "issuer" | "serial" | "tenant" | "cn" | "notAfter">;

/** What a mail also says: what to do, and when, by the tenant's clocks. */
type Situation = Pick<ClaimedNotice, "product" | "timeZone" | "pendingSince">;

/** The mail for a notice, in Japanese and English. */
export function noticeText(
  notice: TenantNotice & Situation,
  settings: Pick<Settings, "kinds" | "products">,
  now: Date,
): NoticeText {
  const { issuer, serial, notAfter, timeZone } = notice;
  const [cn, tenant] = [isolated(notice.cn), isolated(notice.tenant)];
  const { ja: whatJa, en: whatEn } = kindOf(settings.kinds, notice.cn)?.texts ?? {
    ja: "クライアント証明書",
    en: "client certificate",
  };
  const end = new Date(notAfter);
  const moment = `${onClocks(end, timeZone)} (${timeZone})`;
  const [day = ""] = moment.split(" ");
  const facts = [`CN: ${cn}`, `O: ${tenant}`, `Serial: ${serial}`, `Issuer: ${issuer}`, `notAfter: ${end.toISOString()}`].join(
    "\n",
  );
  const { unit, count } = timeLeft(end, now) ?? { unit: "hour", count: 0 };
  const leftJa = unit === "day" ? `${count}日` : count === 0 ? "1時間未満" : `${count}時間`;
  const leftEn = count === 0 ? "less than an hour" : counted(count, unit);
  const handOut = readHandOutKind(notice.kind);
  const code = readRecoveryCodeKind(notice.kind);
  const todo = (): ReturnType<typeof toDo> => toDo(notice, productNamed(settings, notice.product).renews(notice.cn));
  const [subject, ja, en] =
    handOut !== undefined
      ? handOutText(handOut, { ...notice, whatJa, whatEn })
      : code !== undefined
        ? recoveryCodeText(code, notice)
        : notice.kind === "issued"
          ? [
              `証明書を発行しました / Certificate issued: ${cn} (${tenant})`,
              `${whatJa} ${cn} を発行しました。有効期限は ${day} です。\n心当たりがない場合は、管理者に連絡して失効させてください。`,
              `The ${whatEn} ${cn} was issued. It is valid until ${day}.\nIf you did not request this, ask your administrator to revoke it.`,
            ]
          : [
              `証明書の有効期限まで残り${leftJa} / ${leftEn} left: ${cn} (${tenant})`,
              `${whatJa} ${cn} の有効期限は ${moment} です(残り${leftJa})。\n${todo().ja}期限を過ぎると接続できなくなります。`,
              `The ${whatEn} ${cn} expires on ${moment} (${leftEn} left).\n${todo().en} After it has expired, it can no longer connect.`,
            ];
  return { subject, body: `${ja}\n\n${en}\n\n${facts}\n` };
}

/** What to do before a certificate expires. */
function toDo({ pendingSince, timeZone }: Situation, renews: boolean): { readonly ja: string; readonly en: string } {
  if (!renews)
    return {
      ja: "更新の対象外です。期限までに、代わりの証明書を発行してください。",
      en: "It is not renewed: issue another one instead.",
    };
  if (pendingSince === null)
    return {
      ja: "お使いの端末でログインし、「更新」を押してください。",
      en: 'Log in on the computer that uses it and press "Renew".',
    };
  const day = onClocks(new Date(pendingSince), timeZone).slice(0, 10);
  return {
    ja: `新しい証明書は ${day} に発行されましたが、まだ使われていません。新しい証明書を端末にインポートしてください。`,
    en: `A new certificate was issued on ${day}, but nobody has used it yet: import it on the computer.`,
  };
}

/** Subject, and text in Japanese and English. */
function handOutText(
  { at, certificates, account, token }: HandOutNotice,
  {
    cn,
    tenant,
    timeZone,
    whatJa,
    whatEn,
  }: Pick<ClaimedNotice, "cn" | "tenant" | "timeZone"> & { readonly whatJa: string; readonly whatEn: string },
): readonly [string, string, string] {
  const moment = `${onClocks(new Date(at), timeZone)}, ${timeZone}`;
  const isOperators = account === "";
  const by = isOperators ? { ja: "サービスの運用者", en: "the service's operators" } : accountWords(account, token ?? null);
  const [placeJa, placeEn] = isOperators ? ["", ""] : ["システム管理サイトで、", " on the administrators' site"];
  const [moreJa, moreEn] = certificates > 1 ? [` ほか${certificates - 1}件`, ` and ${certificates - 1} more`] : ["", ""];
  return [
    `証明書のファイルまたはパスワードを渡しました / Certificate file or password handed out: ${cn}${moreEn} (${tenant})`,
    `${placeJa}${by.ja}に、${whatJa} ${cn}${moreJa} のファイルまたはパスワードを渡しました（${moment}）。\n心当たりがない場合は、管理者に連絡して証明書を失効させ${isOperators ? "" : "、アカウントを停止し"}てください。`,
    `The file or the password of the ${whatEn} ${cn}${moreEn} was handed out to ${by.en}${placeEn} (${moment}).\nIf nobody should have had it, ask your administrator to revoke the certificate${isOperators ? "" : " and to disable the account"}.`,
  ];
}

/** Subject, and text in Japanese and English. */
function recoveryCodeText(
  { at, holders, actor }: RecoveryCodeNotice,
  { cn, tenant, timeZone }: Pick<ClaimedNotice, "cn" | "tenant" | "timeZone">,
): readonly [string, string, string] {
  const moment = `${onClocks(new Date(at), timeZone)}, ${timeZone}`;
  const account = accountIn(actor);
  const [byJa, byEn] =
    account === null
      ? ["サービスの運用者", "the service's operators"]
      : [accountWords(account, tokenIn(actor)).ja.trim(), accountWords(account, tokenIn(actor)).en];
  const [moreJa, moreEn] = holders > 1 ? [` ほか${holders - 1}人`, ` and ${holders - 1} more`] : ["", ""];
  return [
    `再発行コードを発行しました / Recovery code issued: ${cn}${moreEn} (${tenant})`,
    `${cn}${moreJa} の再発行コードを発行しました（${moment}、発行者: ${byJa}）。証明書を提示せずに、24時間以内に一度だけ更新できるコードです。\n心当たりがない場合は、すぐに管理者に連絡してコードを取り消し、アカウントを停止してください。`,
    `A recovery code was issued for ${cn}${moreEn} (${moment}, by ${byEn}). With it, the certificate can be renewed once within 24 hours without presenting it.\nIf nobody should have had it, ask your administrator at once to cancel the code and to disable the account.`,
  ];
}

/** An account, and the token with which a program acted for it, as administrators find it in their list of tokens. */
function accountWords(account: string, token: string | null): { readonly ja: string; readonly en: string } {
  return token === null
    ? { ja: `アカウント ${account} `, en: `the account ${account}` }
    : {
        ja: `アカウント ${account} のAPIトークン ${token} `,
        en: `a program with the API token ${token} of the account ${account}`,
      };
}

/** The JSON of a notice for a webhook. */
export function noticeJson(notice: TenantNotice, now: Date): string {
  const { tenant, cn, issuer, serial, notAfter } = notice;
  const handOut = readHandOutKind(notice.kind);
  const code = readRecoveryCodeKind(notice.kind);
  const kind =
    handOut !== undefined
      ? { kind: "handed-out", handedOut: describe(handOut) }
      : code !== undefined
        ? { kind: "recovery-code", recoveryCode: { at: new Date(code.at).toISOString(), holders: code.holders, by: code.actor } }
        : { kind: notice.kind };
  const end = new Date(notAfter);
  const certificate = { cn, o: tenant, issuer, serial, notAfter: end.toISOString() };
  return JSON.stringify({ ...kind, at: now.toISOString(), certificate, daysLeft: daysUntil(end, now) });
}

function describe({ at, certificates, account, token }: HandOutNotice): Readonly<Record<string, string | number>> {
  return { at: new Date(at).toISOString(), certificates, account, ...(token === undefined ? {} : { token }) };
}
