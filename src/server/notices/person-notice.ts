import * as v from "valibot";
import { isolated } from "../../core/name/isolated.ts";
import { Role } from "../../protocol/console/session.ts";
import { accountIn, tokenIn } from "../issuance/administration/account-in.ts";
import { nameOfAccount } from "../store/accounts/account-rows.ts";
import { systemTenant } from "../store/accounts/system-operators.ts";
import type { PersonNoticeRow } from "../store/database/schema.ts";
import { personNoticeKinds, type PersonNoticeKind } from "../store/notices/person-notices.ts";
import type { NoticeText } from "./notice.ts";
import { onClocks } from "./on-clocks.ts";

/** Subject and sentence, in one language. */
type Sentences = Readonly<Record<PersonNoticeKind, readonly [subject: string, sentence: string]>>;

const roleNames: Readonly<Record<Role, { readonly ja: string; readonly en: string }>> = {
  administrator: { ja: "管理者", en: "administrator" },
  operator: { ja: "担当者", en: "operator" },
  viewer: { ja: "閲覧者", en: "viewer" },
};

/**
 * The mail to a person about their own account, in Japanese and English: what happened, when, by whom, and what to do.
 *
 * @param timeZone of the clocks on which it says when
 */
export function personNoticeText(notice: PersonNoticeRow, timeZone: string): NoticeText {
  const kind = v.parse(v.picklist(personNoticeKinds), notice.kind);
  const moment = `${onClocks(new Date(notice.happenedAt), timeZone)} (${timeZone})`;
  const name = isolated(notice.account);
  const site = siteOf(notice);
  const role = v.safeParse(Role, notice.about);
  const about = role.success ? roleNames[role.output] : { ja: isolated(notice.about), en: isolated(notice.about) };
  const [by, ja, en] = [whoDid(notice), sentencesJa(about.ja)[kind], sentencesEn(about.en)[kind]];
  return {
    subject: `${ja[0]} / ${en[0]} (${[notice.account, ...site.tenant].join(", ")})`,
    body: [
      `${site.ja}のアカウント ${name} についてのお知らせです。`,
      ja[1],
      `日時: ${moment}\n操作した人: ${by.ja}`,
      "心当たりがない場合は、すぐにほかの管理者に連絡して、アカウントを停止してもらってください。このメールには返信できません。",
      `This is about your account ${name} at ${site.en}.`,
      en[1],
      `When: ${moment}\nBy: ${by.en}`,
      "If you do not recognise this, ask another administrator at once to disable the account. You cannot reply to this mail.",
      "",
    ].join("\n\n"),
  };
}

/** Where the account is: the site of its tenant, or, of a system operator, the one above them. */
function siteOf({ tenant }: PersonNoticeRow): { readonly ja: string; readonly en: string; readonly tenant: readonly string[] } {
  if (tenant === systemTenant) return { ja: "システム運用サイト", en: "the system operators' site", tenant: [] };
  const name = isolated(tenant);
  return { ja: `${name} のシステム管理サイト`, en: `the administrators' site of ${name}`, tenant: [name] };
}

function whoDid({ actor, tenant, account: name }: PersonNoticeRow): { readonly ja: string; readonly en: string } {
  const own = tenant === systemTenant ? `operator:${name}` : `account:${nameOfAccount({ tenant, name })}`;
  if (actor === own) return { ja: "ご本人のアカウント", en: "your own account" };
  const [user, token] = [accountIn(actor), tokenIn(actor)];
  if (user === null) return { ja: "サービスの運用者", en: "the service's operators" };
  const program = token === null ? { ja: "", en: "" } : { ja: `（APIトークン ${token}）`, en: ` (API token ${token})` };
  return { ja: `${user}${program.ja}`, en: `${user}${program.en}` };
}

function sentencesJa(about: string): Sentences {
  return {
    "password-changed": ["パスワードの変更", "パスワードが変更されました。ほかの端末のログインは終了しました。"],
    "password-chosen": ["パスワードの設定", "招待のリンクで、パスワードが設定されました。"],
    "account-reset": [
      "アカウントの初期化",
      "アカウントが初期化され、これまでのパスワード、認証アプリ、パスキー、回復コード、組織のIDとの連携は使えなくなりました。",
    ],
    "second-factor-set": [
      "認証アプリの設定",
      "認証アプリが設定されました。前の認証アプリと、これまでの回復コードは使えなくなりました。",
    ],
    "passkey-added": ["パスキーの登録", "パスキーが登録されました。"],
    "passkey-removed": ["パスキーの削除", "パスキーが削除されました。"],
    "recovery-code-used": ["回復コードの使用", "回復コードが1つ使われました。"],
    "recovery-codes-made": ["回復コードの作り直し", "回復コードが作り直されました。これまでのものは使えなくなりました。"],
    "role-changed": ["権限の変更", `権限が「${about}」に変更されました。`],
    "mail-changed": [
      "メールアドレスの変更",
      "アカウントのメールアドレスが変更されました。このお知らせは、変更の前と後の両方のアドレスに送っています。",
    ],
    "identity-linked": ["組織のIDとの連携", `${about} のIDと連携しました。このIDでログインできます。`],
    "identity-unlinked": ["組織のIDとの連携の解除", `${about} のIDとの連携を解除しました。`],
  };
}

function sentencesEn(about: string): Sentences {
  return {
    "password-changed": ["Password changed", "Its password was changed. Everywhere else, it was logged out."],
    "password-chosen": ["Password chosen", "Its password was chosen with an invitation's link."],
    "account-reset": [
      "Account reset",
      "It was reset: its password, authenticator app, passkeys, recovery codes and linked identities no longer work.",
    ],
    "second-factor-set": [
      "Authenticator app set up",
      "An authenticator app was set up. An earlier one, and earlier recovery codes, no longer work.",
    ],
    "passkey-added": ["Passkey added", "A passkey was registered."],
    "passkey-removed": ["Passkey removed", "A passkey was removed."],
    "recovery-code-used": ["Recovery code used", "One of its recovery codes was used."],
    "recovery-codes-made": ["Recovery codes made anew", "Its recovery codes were made anew. Earlier ones no longer work."],
    "role-changed": ["Role changed", `Its role was changed to ${about}.`],
    "mail-changed": [
      "Mail address changed",
      "Its mail address was changed. This notice goes to both the earlier and the present address.",
    ],
    "identity-linked": ["Identity linked", `An identity of ${about} was linked, and logs in to it.`],
    "identity-unlinked": ["Identity unlinked", `An identity of ${about} was unlinked.`],
  };
}
