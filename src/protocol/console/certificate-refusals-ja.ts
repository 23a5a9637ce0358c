import type { RefusalCode } from "./problem.ts";

/**
 * Why something is not done to a certificate, and what to do, in Japanese, for an administrator: on the site, and in the file with
 * what came of each row of a job.
 */
export const certificateRefusalsJa = {
  "not-found": "見つかりませんでした。ほかの人が変更したか、アドレスが正しくありません。一覧から開き直してください。",
  "cn-not-allowed": "このCNの証明書は発行できません。client28のように、英小文字に数字を続けてください。",
  "holder-has-certificate":
    "このCNの有効な証明書があります。その証明書を更新するか、ダウンロードしてください。別の端末用にもう1枚必要な場合は、もう一度申請してください。",
  "device-has-certificate": "この端末の有効な証明書があります。この端末にもう1枚必要な場合は、もう一度申請してください。",
  expired: "有効期限が切れているため、更新できません。同じ名前で新しい証明書を発行してください。",
  revoked: "失効しているため、更新できません。必要であれば、同じ名前で新しい証明書を発行してください。",
  "already-renewed": "すでに更新されています。新しい証明書を開いてください。",
  "not-due": "まだ更新の時期ではありません。",
  "type-not-renewable": "この種別の証明書は更新の対象外です。代わりの証明書を新しく発行してください。",
  "key-on-device-only":
    "このテナントの規則により、更新の鍵は利用者の端末でだけ作ります。利用者に端末での更新を依頼するか、再発行コードを発行してください。",
  "order-of-operators":
    "サービスの運用者がこの更新を指示しているため、変更できません。すぐに更新するか、サービスの運用者に連絡してください。",
  "replacement-pending": "すでに更新され、新しい証明書はまだ使われていません。新しい証明書を開いてください。",
  "tenant-closed": "このテナントは利用を終了しているため、証明書を発行・更新できません。",
  "authority-expires-first": "認証局の有効期限が近いため、新しい証明書を発行できません。サービスの運用者に連絡してください。",
  "name-not-permitted": "認証局は、この名前の証明書を発行できません。別の名前にするか、サービスの運用者に連絡してください。",
  "too-many-requests": "この証明書の更新の回数が多すぎます。1時間ほど待ってから、もう一度お試しください。",
  internal:
    "処理に失敗しました。しばらくしてから「もう一度」を押してください。続く場合は、時刻を添えてサービスの運用者に連絡してください。",
  "authority-refused": "署名する認証局が、この証明書を断りました。サービスの運用者に連絡してください。",
} as const satisfies Partial<Record<RefusalCode, string>>;
