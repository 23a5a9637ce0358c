import type { RenewalErrorCode } from "./renewal-error.ts";

const answerWrong = "サービスの応答を確認できませんでした。現在の証明書はそのまま使えます。「もう一度」を押し、続く場合は管理者に連絡してください。";
const fileWrong = "証明書ファイルを作成できませんでした。「もう一度」を押してください。続く場合は管理者に連絡してください。";
const notYours = "受け取った証明書が正しくないため、中止しました。現在の証明書をそのまま使い、管理者に連絡してください。";

/** What the person reads for each error, in Japanese: what happened and what to do. */
export const errorsJa: Readonly<Record<RenewalErrorCode, string>> = {
  "no-certificate": "サーバーに証明書が届きませんでした。ブラウザを再起動し、証明書を選択して接続し直してください。",
  "unknown-issuer": "選択された証明書は、このサービスが発行したものではありません。ブラウザを再起動し、正しい証明書を選択してください。",
  "unknown-serial": "選択された証明書は、このサービスに登録されていません。管理者に連絡してください。",
  revoked: "この証明書は失効しています。管理者から新しい証明書を受け取ってください。",
  expired: "この証明書は有効期限が切れています。管理者から新しい証明書を受け取ってください。",
  "tenant-closed": "このテナントは利用を終了しているため、証明書を更新できません。管理者に連絡してください。",
  "type-not-renewable": "この種類の証明書は自動更新の対象外です。管理者にclientの証明書の発行を依頼してください。",
  "already-renewed": "この証明書はすでに更新されています。新しい証明書を使ってください。",
  "not-due": "この証明書はまだ更新の時期ではありません。現在の証明書をそのまま使ってください。",
  "replacement-pending": "別の場所で更新が始まっています。そちらで続けるか、しばらくしてから「もう一度」を押してください。",
  "request-malformed": "更新の要求が受け付けられませんでした。「もう一度」を押し、続く場合は管理者に連絡してください。",
  "request-signature-wrong": "更新の要求の署名が確認できませんでした。いったん閉じて、更新をやり直してください。",
  "request-subject-wrong": "接続中の証明書と更新する証明書が異なります。ブラウザを再起動し、更新する証明書を選択してください。",
  "request-key-not-allowed": "この種類の鍵は認められていません。管理者に連絡してください。",
  "stage-unknown": "進み具合を記録できませんでした。更新はそのまま続けられます。",
  "body-too-large": "更新の要求が大きすぎるため、受け付けられませんでした。管理者に連絡してください。",
  "media-type-wrong": "更新の要求の形式が受け付けられませんでした。管理者に連絡してください。",
  "cross-site": "この画面からの更新は認められていません。WebORCAに接続し直してください。",
  "too-many-requests": "更新の回数が多すぎます。1時間ほど待ってから「もう一度」を押してください。",
  "not-found": "更新の窓口が見つかりませんでした。管理者に連絡してください。",
  internal: "処理に失敗しました。しばらくしてから「もう一度」を押してください。続く場合は管理者に連絡してください。",
  unreachable: "サーバーに接続できませんでした。ネットワークを確認してから「もう一度」を押してください。",
  "answer-malformed": answerWrong,
  "download-failed": "ダウンロードできませんでした。空き容量とブラウザの設定を確認してから「もう一度」を押してください。",
  "site-not-configured": "このサイトは拡張機能に登録されていません。管理者に連絡してください。",
  "base64-malformed": answerWrong,
  "der-malformed": answerWrong,
  "certificate-malformed": answerWrong,
  "response-malformed": answerWrong,
  "key-unsupported": "この種類の鍵は使えません。管理者に連絡してください。",
  "pkcs12-malformed": fileWrong,
  "pkcs12-truncated": fileWrong,
  "pkcs12-wrong-password": fileWrong,
  "pkcs12-unsupported": fileWrong,
  "pkcs12-too-many-iterations": fileWrong,
  "subject-not-nameable": "この証明書の名前は扱えません。管理者に連絡してください。",
  "password-not-ascii": fileWrong,
  "replacement-key-mismatch": notYours,
  "replacement-subject-mismatch": notYours,
  "replacement-not-later": notYours,
};
