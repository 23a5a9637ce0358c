import type { Detail, TrailTexts } from "./trail-texts.ts";

const reasons: Readonly<Record<string, string>> = {
  unspecified: "理由の指定なし",
  "key-compromise": "端末や鍵の紛失・盗難・漏えい",
  "affiliation-changed": "所属の変更",
  superseded: "別の証明書に交換",
  "cessation-of-operation": "使用の終了",
  "privilege-withdrawn": "権限の取り消し",
};
const because = (reason: string | undefined): string => (reason === undefined ? "" : `（${reasons[reason] ?? reason}）`);
const formats: Readonly<Record<string, string>> = { p12: "p12形式", zip: "zip形式、パスワード入り" };
const accountFields: Readonly<Record<string, string>> = { role: "権限", personName: "氏名", mail: "メールアドレス" };
const fields: Readonly<Record<string, string>> = { remark: "備考", device: "端末" };

const rules: Readonly<Record<string, string>> = {
  product: "製品",
  keyKind: "鍵の種類",
  sameKey: "同じ鍵での更新",
  promptDays: "更新のお願いの日数",
  retireAfterDays: "古い証明書の日数",
  destroyKeysAfterDays: "鍵の保管日数",
  renewalKeys: "更新の鍵を作る場所",
  timeZone: "タイムゾーン",
};

/** Days that are not given are those of the product, or until expiry. */
function changesOf(detail: Detail): string {
  const names = (detail["changed"] ?? "").split(" ").filter((name) => name !== "");
  const changes = names.map((name) => `${rules[name] ?? name} ${detail[`${name}Before`] ?? "－"} → ${detail[name] ?? "－"}`);
  return changes.length === 0 ? "" : `（${changes.join("、")}）`;
}

function holderChangesOf({ mails, mailsBefore, otherDevices, otherDevicesBefore, contact }: Detail): string {
  const changes = [
    ...(mailsBefore === undefined ? [] : [`メール ${mailsBefore} → ${mails ?? ""}`]),
    ...(otherDevicesBefore === undefined ? [] : [`別の端末 ${otherDevicesBefore} → ${otherDevices ?? ""}`]),
    ...(contact === "changed" ? ["問い合わせ先"] : []),
  ];
  return changes.length === 0 ? "" : `（${changes.join("、")}）`;
}

/** The texts of 操作履歴, in Japanese. */
export const trailJa: TrailTexts = {
  heading: "操作履歴",
  lead: "このテナントの証明書とユーザーに対して、だれがいつ何をしたかの記録です。記録は追加されるだけです。消えたり書き換わったりすれば、下の検証で分かります。",
  quick: "よく使う絞り込み",
  quickAll: "すべて",
  quickFilters: { secrets: "パスワード・鍵の受け渡し", accounts: "ユーザーの変更" },
  filters: {
    action: "操作",
    by: "操作した人",
    certificate: "証明書",
    certificateHint: "CN、シリアル番号",
    account: "対象のユーザー",
    from: "開始日",
    to: "終了日",
    any: "すべて",
    groups: { secrets: "パスワード・鍵の受け渡し（まとめて）", accounts: "ユーザーの変更（まとめて）" },
    submit: "検索する",
    clear: "条件をクリア",
  },
  columns: { at: "日時", act: "操作", position: "番号" },
  actors: {
    operator: "サービスの運用者",
    schedule: "サービス（予定の処理）",
    service: "サービス",
    you: (name) => `${name}（自分）`,
    certificate: (cn) => `証明書 ${cn} の利用者`,
    program: (name) => `${name} のプログラム`,
    recoveryCode: (by) => `再発行コードの利用者（発行: ${by}）`,
    otherOrganisation: "別の組織の管理者",
    otherProgram: "運用者が認めたプログラム",
  },
  objects: { certificate: (cn) => `証明書 ${cn}`, organisation: "テナント", holder: (cn) => `${cn} の利用者` },
  actions: {
    "tenant-created": "テナントの作成",
    "tenant-changed": "テナントの設定変更",
    "tenant-closed": "テナントの停止",
    "tenant-opened": "テナントの再開",
    announced: "お知らせ",
    "announcement-removed": "お知らせの取り下げ",
    "notices-resent": "通知の再送",
    issued: "証明書の発行",
    revoked: "証明書の失効",
    retired: "更新済証明書の失効",
    "renewal-ordered": "更新の指示",
    fetched: "ファイルの取得",
    "password-shown": "パスワードの表示（利用者）",
    imported: "証明書の取り込み",
    "first-used": "新しい証明書の使用開始",
    "password-revealed": "パスワードの表示（管理者）",
    "file-handed-out": "ファイルのダウンロード（管理者）",
    "notes-changed": "備考・端末の編集",
    "key-destroyed": "鍵の破棄",
    "certificate-bound": "証明書本体の登録",
    "recovery-code-created": "再発行コードの発行",
    "recovery-code-cancelled": "再発行コードの取り消し",
    recovered: "再発行コードによる発行",
    "account-created": "ユーザーの追加",
    "account-invited": "招待のやり直し",
    "account-disabled": "ユーザーの停止",
    "account-enabled": "ユーザーの再開",
    "account-reset": "ユーザーの初期化",
    "account-changed": "ユーザーの変更",
    "account-password-changed": "パスワードの変更",
    "account-recovery-codes-made": "回復コードの作り直し",
    "account-sessions-ended": "ログインの終了",
    "account-password-chosen": "パスワードの決定",
    "account-second-factor-set": "確認コードの設定",
    "account-recovery-code-used": "回復コードの使用",
    "account-passkey-added": "パスキーの追加",
    "account-passkey-removed": "パスキーの削除",
    "account-identity-linked": "ログイン用IDの連携",
    "account-identity-unlinked": "ログイン用IDの連携解除",
    "holder-rules-changed": "利用者への決まりの変更",
    "notice-test-sent": "テストメッセージの送信",
    "token-made": "トークンの発行",
    "token-revoked": "トークンの取り消し",
    "job-started": "一括処理の開始",
    "job-stopped": "一括処理の中止",
    "certificates-exported": "証明書の一覧の書き出し",
    "job-finished": "一括処理の終了",
  },
  sentences: {
    "tenant-created": () => "{who}がテナントを作成しました",
    "tenant-changed": (detail) =>
      ({ added: "{who}がお知らせの送り先を追加しました", removed: "{who}がお知らせの送り先を削除しました" })[
        detail["noticeAddress"] ?? ""
      ] ?? `{who}がテナントの規則を変更しました${changesOf(detail)}`,
    "tenant-closed": () => "{who}がテナントを停止しました",
    "tenant-opened": () => "{who}がテナントを再開しました",
    announced: ({ title = "" }) => `{who}がお知らせ「${title}」を掲載しました`,
    "announcement-removed": ({ title = "" }) => `{who}がお知らせ「${title}」を取り下げました`,
    "notices-resent": ({ count }) => `{who}が届かなかった通知${count}件を再送しました`,
    issued: ({ predecessor }) =>
      predecessor === undefined ? "{who}が{what}を発行しました" : "{who}が更新のための{what}を発行しました",
    revoked: ({ reason }) => `{who}が{what}を失効しました${because(reason)}`,
    retired: () => "{who}が更新済の{what}を失効しました",
    "renewal-ordered": ({ affected, reason }) =>
      `{who}が{what}の更新を指示しました（対象${affected ?? "?"}件、理由: ${reason ?? ""}）`,
    fetched: () => "{who}が{what}のファイルを取得しました",
    "password-shown": () => "{who}が{what}のパスワードを表示しました",
    imported: () => "{who}が{what}を端末に取り込みました",
    "first-used": ({ host }) => `{who}が{what}を${host ?? ""}で使い始めました`,
    "password-revealed": () => "{who}が{what}のパスワードを管理サイトで表示しました",
    "file-handed-out": ({ format }) => `{who}が{what}のファイル（${formats[format ?? ""] ?? format}）をダウンロードしました`,
    "notes-changed": ({ changed }) =>
      `{who}が{what}の${(changed ?? "")
        .split(" ")
        .map((field) => fields[field] ?? field)
        .join("と")}を編集しました`,
    "key-destroyed": () => "{who}が{what}の鍵を破棄しました",
    "certificate-bound": () => "{who}が{what}の本体を登録しました",
    "recovery-code-created": () => "{who}が{what}の再発行コードを発行しました",
    "recovery-code-cancelled": () => "{who}が{what}の再発行コードを取り消しました",
    recovered: () => "{who}が{what}を受け取りました",
    "account-created": ({ role }) => `{who}がユーザー{what}を追加しました${role === undefined ? "" : `（権限: ${role}）`}`,
    "account-invited": () => "{who}がユーザー{what}を招待し直しました",
    "account-disabled": () => "{who}がユーザー{what}を停止しました",
    "account-enabled": () => "{who}がユーザー{what}を再開しました",
    "account-reset": () => "{who}がユーザー{what}を初期化しました",
    "account-changed": ({ changed, role }) =>
      `{who}がユーザー{what}の${(changed ?? "")
        .split(" ")
        .map((field) => accountFields[field] ?? field)
        .join("と")}を変更しました${(changed ?? "").split(" ").includes("role") ? `（権限: ${role ?? ""}）` : ""}`,
    "account-password-changed": () => "{who}が自分のパスワードを変更しました",
    "account-recovery-codes-made": () => "{who}が自分の回復コードを作り直しました",
    "account-sessions-ended": () => "{who}がユーザー{what}のログインを終了しました",
    "account-password-chosen": () => "{who}が自分のパスワードを決めました",
    "account-second-factor-set": () => "{who}が自分の確認コードを設定しました",
    "account-recovery-code-used": () => "{who}が回復コードを使いました",
    "account-passkey-added": () => "{who}がパスキーを追加しました",
    "account-passkey-removed": () => "{who}がパスキーを削除しました",
    "account-identity-linked": () => "{who}がログイン用のIDを連携しました",
    "account-identity-unlinked": () => "{who}がログイン用のIDの連携を解除しました",
    "holder-rules-changed": (detail) => `{who}が利用者への決まりを変更しました${holderChangesOf(detail)}`,
    "notice-test-sent": () => "{who}がお知らせの送り先にテストメッセージを送りました",
    "token-made": () => "{who}がプログラム用のトークンを発行しました",
    "token-revoked": () => "{who}がプログラム用のトークンを取り消しました",
    "job-started": ({ rows }) => `{who}が証明書${rows ?? ""}件の一括処理を開始しました`,
    "job-stopped": ({ done, skipped }) => `{who}が一括処理を中止しました（完了${done ?? ""}件、未処理${skipped ?? ""}件）`,
    "certificates-exported": ({ format, certificates }) =>
      `{who}が${certificates ?? ""}件の証明書を書き出しました（${(format ?? "").toUpperCase()}）`,
    "job-finished": ({ done, refused }) => `{who}の一括処理が終わりました（完了${done ?? ""}件、失敗${refused ?? ""}件）`,
  },
  unknownAction: (action) => `{who}: {what}（${action}）`,
  empty: "記録はまだありません。",
  noMatch: "条件に合う記録はありません。",
  shown: (count) => `${count.toLocaleString("ja")}件を表示`,
  pages: { label: "ページの移動", latest: "最新へ", earlier: "次へ（古い記録）" },
  exports: { csv: "CSV出力", json: "JSON出力" },
  verification: {
    heading: "改ざんの検証",
    lead: "記録は1件ずつ、直前の記録と鎖のようにつながっています。このブラウザが1番から最新まで計算し直し、途中で消えた・書き換わった記録がないかを確かめます。",
    limits:
      "これで分かるのは、テナントの記録がひと続きであることです。鎖ごと作り直す改ざんは、以前に確かめた値と比べて初めて分かります。ほかの組織の記録は表示できないため、サービス全体の記録はサービス自身が検証しています。",
    noted: "以前に控えた値（任意）",
    notedHint: "前回の検証のあとに控えた「番号:値」",
    notedWrong: "「番号:値」の形で入力してください。",
    start: "すべて検証する",
    stop: "中止",
    progress: (done, all) => `検証中 ${done.toLocaleString("ja")} / ${all.toLocaleString("ja")}件`,
    good: (count) => `1番から${count.toLocaleString("ja")}番まで計算し直しました。欠けも書き換えもありません。`,
    none: "検証する記録がありません。",
    withheld: (count) =>
      `うち${count.toLocaleString("ja")}件は、別の組織のプログラムの名前を伏せているため計算し直していません（つながりは確かめました）。`,
    bad: "記録が改ざんされています",
    badEntry: (position) => `${position.toLocaleString("ja")}番の記録が、値と合いません。サービスの運用者に連絡してください。`,
    badEnd: "最新の記録が、サービスの答えた値と合いません。サービスの運用者に連絡してください。",
    shownBad: (position) =>
      `表示中の${position.toLocaleString("ja")}番の記録が、値と合いません。サービスの運用者に連絡してください。`,
    vouched: (position, at) =>
      `サービスの申告: ${position.toLocaleString("ja")}番までは、${at}に全体の記録とともに検証し、データベースの外にある鍵で印を付けました。印はいまの記録と合っています。`,
    notVouched: "サービスの申告: 全体の記録の印はまだありません。",
    disagrees: "サービスの申告: 全体の記録が、以前に付けた印と合いません。サービスの運用者に連絡してください。",
    sameAsBefore: (position, at) =>
      `このブラウザで前回（${at}）確かめた${position.toLocaleString("ja")}番までの記録は、変わっていません。`,
    otherThanBefore: (position, at) =>
      `このブラウザで前回（${at}）確かめた${position.toLocaleString("ja")}番の記録が、今回と違います。サービスの運用者に連絡してください。`,
    sameAsNoted: "控えた値と合っています。",
    otherThanNoted: "控えた値と合いません。値を確かめ、正しければサービスの運用者に連絡してください。",
    keep: "次の値を別の場所に控えておくと、あとで比べられます。",
    copy: "コピー",
    copied: "コピーしました。",
    notCopied: "コピーできませんでした。選択してコピーしてください。",
  },
};
