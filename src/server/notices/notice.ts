import { daysUntil, timeLeft } from "../../core/days.ts";
import { isolated } from "../../core/name/isolated.ts";
import { kindOf, type Kind } from "../settings/kinds.ts";
import type { ClaimedNotice } from "../store/notices/notices.ts";
import { counted } from "../system/counted.ts";

/** The text of a notice. */
export interface NoticeText {
  readonly subject: string;
  readonly body: string;
}

/** The mail for a notice, in Japanese and English. */
export function noticeText(notice: ClaimedNotice, kinds: readonly Kind[], now: Date): NoticeText {
  const { issuer, serial, notAfter } = notice;
  const [cn, tenant] = [isolated(notice.cn), isolated(notice.tenant)];
  const { ja: whatJa, en: whatEn } = kindOf(kinds, notice.cn)?.texts ?? { ja: "クライアント証明書", en: "client certificate" };
  const end = new Date(notAfter);
  const day = end.toISOString().slice(0, 10);
  const moment = `${day} ${end.toISOString().slice(11, 19)} UTC`;
  const facts = [`CN: ${cn}`, `O: ${tenant}`, `Serial: ${serial}`, `Issuer: ${issuer}`, `notAfter: ${end.toISOString()}`].join(
    "\n",
  );
  const { unit, count } = timeLeft(end, now) ?? { unit: "hour", count: 0 };
  const leftJa = unit === "day" ? `${count}日` : count === 0 ? "1時間未満" : `${count}時間`;
  const leftEn = count === 0 ? "less than an hour" : counted(count, unit);
  const [subject, ja, en] =
    notice.kind === "issued"
      ? [
          `証明書を発行しました / Certificate issued: ${cn} (${tenant})`,
          `${whatJa} ${cn} を発行しました。有効期限は ${day} です。\n心当たりがない場合は、管理者に連絡して失効させてください。`,
          `The ${whatEn} ${cn} was issued. It is valid until ${day}.\nIf you did not request this, ask your administrator to revoke it.`,
        ]
      : [
          `証明書の有効期限まで残り${leftJa} / ${leftEn} left: ${cn} (${tenant})`,
          `${whatJa} ${cn} の有効期限は ${moment} です(残り${leftJa})。\nお使いの端末でログインし、「更新」を押してください。期限を過ぎると接続できなくなります。`,
          `The ${whatEn} ${cn} expires on ${moment} (${leftEn} left).\nLog in on the computer that uses it and press "Renew". After it has expired, it can no longer connect.`,
        ];
  return { subject, body: `${ja}\n\n${en}\n\n${facts}\n` };
}

/** The JSON of a notice for a webhook. */
export function noticeJson(notice: ClaimedNotice, now: Date): string {
  const { kind, tenant, cn, issuer, serial, notAfter } = notice;
  const end = new Date(notAfter);
  const certificate = { cn, o: tenant, issuer, serial, notAfter: end.toISOString() };
  return JSON.stringify({ kind, at: now.toISOString(), certificate, daysLeft: daysUntil(end, now) });
}
