import type { Texts } from "./texts.ts";

const responseInvalid =
  "サービスの応答を確認できませんでした。現在の証明書はそのまま使えます。「もう一度」を押し、続く場合は管理者に連絡してください。";
const fileInvalid = "証明書ファイルを作成できませんでした。「もう一度」を押してください。続く場合は管理者に連絡してください。";
const certificateMismatch =
  "受け取った証明書が正しくないため、中止しました。現在の証明書をそのまま使い、管理者に連絡してください。";
const notAccepted = "更新の要求が受け付けられませんでした。「もう一度」を押し、続く場合は管理者に連絡してください。";

/** The texts shared by the surfaces, in Japanese. */
export const textsJa: Texts = {
  card: { user: "証明書 (CN)", organisation: "テナント (O)", validUntil: "有効期限", serial: "シリアル番号" },
  left: (time) => {
    if (time === undefined) return "有効期限切れ";
    if (time.unit === "day") return `残り${time.count}日`;
    return time.count === 0 ? "残り1時間未満" : `残り${time.count}時間`;
  },
  explanation: "詳しい説明を見る",
  diagnosis: {
    copy: "診断情報をコピー",
    copied: "コピーしました。サポート窓口にお送りください。パスワードや鍵は含まれていません。",
    refused: "コピーできませんでした。次の行を選択してコピーするか、読み上げてお伝えください。",
  },
  errors: {
    "no-certificate":
      "サーバーに証明書が届きませんでした。ブラウザを再起動し、証明書を選択して接続し直してください。有効期限切れの場合は、管理者に再発行コードを依頼してください。",
    "unknown-issuer":
      "選択された証明書は、このサービスが発行したものではありません。ブラウザを再起動し、正しい証明書を選択してください。",
    "unknown-serial": "選択された証明書は、このサービスに登録されていません。管理者に連絡してください。",
    retired: "この証明書は更新済みで、古い証明書は使えなくなりました。新しい証明書を選んでください。",
    revoked: "この証明書は失効しています。管理者から新しい証明書を受け取ってください。",
    expired: "この証明書は有効期限が切れています。管理者に再発行コードを依頼してください。",
    "not-yet-valid": "この証明書はまだ有効ではありません。管理者に連絡してください。",
    "tenant-closed": "このテナントは利用を終了しているため、証明書を更新できません。管理者に連絡してください。",
    "type-not-renewable": "この種類の証明書は自動更新の対象外です。管理者にclientの証明書の発行を依頼してください。",
    "already-renewed": "この証明書はすでに更新されています。新しい証明書を使ってください。",
    "not-due": "この証明書はまだ更新の時期ではありません。現在の証明書をそのまま使ってください。",
    "authority-expires-first":
      "サービスは現在、新しい証明書を発行できません。お使いの証明書は期限まで使えます。管理者に連絡し、後でもう一度お試しください。",
    "authority-delayed":
      "認証局が証明書を準備しています。要求は受け付けられており、現在の証明書はそのまま使えます。しばらくしてから、この画面で「もう一度」を押してください。",
    "authority-refused": "認証局が証明書の発行を断りました。現在の証明書は期限まで使えます。管理者に連絡してください。",
    "name-not-permitted":
      "サービスは、この名前の新しい証明書を発行できません。お使いの証明書は期限まで使えます。管理者に連絡してください。",
    "key-on-device-only": "このテナントでは、鍵を使う端末でだけ鍵を作ります。その端末のブラウザで更新してください。",
    "replacement-pending": "別の場所で更新が始まっています。そちらで続けるか、しばらくしてから「もう一度」を押してください。",
    "request-malformed": notAccepted,
    "request-signature-unsupported": notAccepted,
    "request-signature-wrong": "更新の要求の署名が確認できませんでした。いったん閉じて、更新をやり直してください。",
    "request-subject-wrong": "接続中の証明書と更新する証明書が異なります。ブラウザを再起動し、更新する証明書を選択してください。",
    "request-key-not-allowed": "この種類の鍵は認められていません。管理者に連絡してください。",
    "request-key-unsafe":
      "作られた鍵が安全ではありません。ブラウザを更新してから、更新をやり直してください。続く場合は管理者に連絡してください。",
    "request-key-blocked": "この鍵は使用を禁止されています。いったん閉じて更新をやり直すと、新しい鍵が作られます。",
    "request-key-taken": "この鍵は別の証明書のものです。いったん閉じて更新をやり直すと、新しい鍵が作られます。",
    "request-key-reused": "この鍵は以前に使われています。いったん閉じて更新をやり直すと、新しい鍵が作られます。",
    "enrolment-needs-code": "新しい証明書の発行には、管理者のコードが必要です。再発行の画面を開いてください。",
    "key-encryption-unsupported": notAccepted,
    "stage-unknown": "進み具合を記録できませんでした。更新はそのまま続けられます。",
    "recovery-code-wrong":
      "コードが正しくないか、使用済みか、期限切れか、別の方のものです。入力を確かめるか、管理者に新しいコードを依頼してください。",
    "body-too-large": notAccepted,
    "media-type-wrong": notAccepted,
    "cross-site": "この画面からの更新は認められていません。WebORCAに接続し直してください。",
    "too-many-requests": "更新の回数が多すぎます。1時間ほど待ってから「もう一度」を押してください。",
    "connections-exceeded": "この証明書での接続が多すぎます。ほかのウィンドウを閉じてから「もう一度」を押してください。",
    "requests-exceeded": "要求が集中しています。少し待ってから「もう一度」を押してください。",
    "tenant-renewals-exceeded": "貴院の証明書の更新が集中しています。1時間ほど待ってから「もう一度」を押してください。",
    "not-found": notAccepted,
    "method-not-allowed": notAccepted,
    "front-not-trusted": notAccepted,
    unavailable: "サービスが一時的に応答できません。しばらくしてから「もう一度」を押してください。",
    internal: "処理に失敗しました。しばらくしてから「もう一度」を押してください。続く場合は管理者に連絡してください。",
    unreachable: "サーバーに接続できませんでした。ネットワークを確認してから「もう一度」を押してください。",
    "answer-malformed": responseInvalid,
    "answer-cached":
      "このページが保存していた古い応答が返されたため、更新を続けられません。現在の証明書はそのまま使えます。管理者に連絡してください。",
    "presses-stopped":
      "このページが、この画面での操作を止めているため、ここでは更新できません。管理者に連絡してください。この画面が閉じないときは、ページを読み込み直してください。",
    "download-failed": "ダウンロードできませんでした。空き容量とブラウザの設定を確認してから「もう一度」を押してください。",
    "download-cancelled": "ダウンロードが取り消されました。「もう一度」を押して、保存してください。",
    "download-forbidden":
      "このブラウザではダウンロードが禁止されています。管理者に連絡し、許可されてから「もう一度」を押してください。",
    "extension-replaced": "拡張機能が更新されたか、取り除かれました。ページを読み込み直してから、もう一度お試しください。",
    "site-not-configured": "このサイトは拡張機能に登録されていません。管理者に連絡してください。",
    "renewal-not-offered": "このサイトは、ここからの証明書の更新に対応していません。管理者に新しい証明書を依頼してください。",
    "renewal-declined":
      "サイトが更新を受け付けませんでした。更新の時期の前か、証明書が選択されていません。サイトに証明書で接続してから「もう一度」を押し、続く場合は管理者に連絡してください。",
    "base64-malformed": responseInvalid,
    "der-malformed": responseInvalid,
    "certificate-malformed": responseInvalid,
    "response-malformed": responseInvalid,
    "key-unsupported": "この種類の鍵は使えません。管理者に連絡してください。",
    "pkcs12-malformed": fileInvalid,
    "pkcs12-truncated": fileInvalid,
    "pkcs12-wrong-password": fileInvalid,
    "pkcs12-unsupported": fileInvalid,
    "pkcs12-too-many-iterations": fileInvalid,
    "password-not-ascii": fileInvalid,
    "replacement-key-mismatch": certificateMismatch,
    "replacement-subject-mismatch": certificateMismatch,
    "replacement-not-later": certificateMismatch,
  },
};
