import type { NoticeText } from "../../notices/notice.ts";
import { onClocks } from "../../notices/on-clocks.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";

/** The mail with an invitation's link, in Japanese and English. */
export function invitationMail({
  account: { tenant, name },
  link,
  expiresAt,
  timeZone,
}: {
  readonly account: AccountIdentity;
  readonly link: string;
  readonly expiresAt: Date;
  /** Of the clocks on which it says until when. */
  readonly timeZone: string;
}): NoticeText {
  const isOperator = tenant === systemTenant;
  const ja = isOperator ? "システム運用サイト" : "システム管理サイト";
  const en = isOperator ? "the system operators' site" : "the administrators' site";
  const withJa = isOperator ? "自分の証明書" : "このテナントの証明書";
  const withEn = isOperator ? "your certificate" : "a certificate of your organisation";
  const moment = `${onClocks(expiresAt, timeZone)} (${timeZone})`;
  return {
    subject: `${ja}への招待 / Invitation to ${en}${isOperator ? "" : ` (${tenant})`}`,
    body: [
      `${ja}のユーザー ${name} に招待されました。`,
      `${withJa}を入れたブラウザで次のリンクを開き、パスワードを決めてください。`,
      link,
      `リンクは ${moment} まで、一度だけ使えます。心当たりがない場合は、開かずに管理者へ知らせてください。`,
      "",
      `You are invited to ${en} as the user ${name}.`,
      `Open this link in a browser with ${withEn}, and choose a password:`,
      link,
      `It is valid until ${moment}, and only once. If you did not expect this, do not open it, and tell your administrator.`,
      "",
    ].join("\n"),
  };
}
