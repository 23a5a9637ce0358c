import type { NoticeText } from "../../notices/notice.ts";
import type { AccountIdentity } from "../../store/accounts/account-rows.ts";

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
  const moment = `${expiresAt.toISOString().slice(0, 10)} ${expiresAt.toISOString().slice(11, 16)} UTC`;
  return {
    subject: `システム管理サイトへの招待 / Invitation to the administrators' site (${tenant})`,
    body: [
      `システム管理サイトのユーザー ${name} に招待されました。`,
      "このテナントの証明書を入れたブラウザで次のリンクを開き、パスワードを決めてください。",
      link,
      `リンクは ${moment} まで、一度だけ使えます。心当たりがない場合は、開かずに管理者へ知らせてください。`,
      "",
      `You are invited to the administrators' site as the user ${name}.`,
      "Open this link in a browser with a certificate of your organisation, and choose a password:",
      link,
      `It is valid until ${moment}, and only once. If you did not expect this, do not open it, and tell your administrator.`,
      "",
    ].join("\n"),
  };
}
