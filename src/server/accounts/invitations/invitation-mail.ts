import type { NoticeText } from "../../notices/notice.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";

/** The mail with an invitation's link, in Japanese and English. */
export function invitationMail({
  account: { tenant, name },
  link,
  expiresAt,
}: {
  readonly account: AccountIdentity;
  readonly link: string;
  readonly expiresAt: Date;
}): NoticeText {
  const isOperator = tenant === systemTenant;
  const ja = isOperator ? "システム運用サイト" : "システム管理サイト";
  const en = isOperator ? "the system operators' site" : "the administrators' site";
  const withJa = isOperator ? "自分の証明書" : "このテナントの証明書";
  const withEn = isOperator ? "your certificate" : "a certificate of your organisation";
  const moment = `${expiresAt.toISOString().slice(0, 10)} ${expiresAt.toISOString().slice(11, 16)} UTC`;
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
