import type { NoticeText } from "../../notices/notice.ts";
import { onClocks } from "../../notices/on-clocks.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";
import { systemTenant } from "../../store/accounts/system-operators.ts";

/** The mail with the link of an invitation, or of an account that was reset, in Japanese and English. */
export function invitationMail({
  account: { tenant, name },
  isReset,
  link,
  expiresAt,
  timeZone,
}: {
  readonly account: AccountIdentity;
  /** Whether its user has logged in before, and chooses another password. */
  readonly isReset: boolean;
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
  const [subjectJa, subjectEn] = isReset
    ? [`${ja}のパスワードの再設定`, `Choose another password for ${en}`]
    : [`${ja}への招待`, `Invitation to ${en}`];
  return {
    subject: `${subjectJa} / ${subjectEn}${isOperator ? "" : ` (${tenant})`}`,
    body: [
      isReset ? `${ja}のユーザー ${name} は初期化されました。` : `${ja}のユーザー ${name} に招待されました。`,
      `${withJa}を入れたブラウザで次のリンクを開き、${isReset ? "新しい" : ""}パスワードを決めてください。`,
      link,
      `リンクは ${moment} まで、一度だけ使えます。心当たりがない場合は、開かずに管理者へ知らせてください。`,
      "",
      isReset ? `The user ${name} of ${en} was reset.` : `You are invited to ${en} as the user ${name}.`,
      `Open this link in a browser with ${withEn}, and choose ${isReset ? "another" : "a"} password:`,
      link,
      `It is valid until ${moment}, and only once. If you did not expect this, do not open it, and tell your administrator.`,
      "",
    ].join("\n"),
  };
}
