import type { RulesTexts } from "./rules-texts.ts";

/** The texts of an organisation's rules, in Japanese. */
export const rulesJa: RulesTexts = {
  heading: "証明書の規則",
  terms: {
    promptDays: "更新のお知らせ",
    acceptDays: "更新の受付",
    retireAfterDays: "更新後の古い証明書",
    destroyKeysAfterDays: "ファイルとパスワードの保管",
    renewalKeys: "更新の鍵を作る場所",
    timeZone: "タイムゾーン",
    product: "製品",
    keyKind: "鍵の種類",
    sameKey: "同じ鍵での更新",
  },
  help: {
    promptDays: "この日から、利用者の端末に「証明書更新チェック」が表示され、この画面でも更新が必要な証明書として数えられます。",
    acceptDays: "この日より前は、更新の申請を受け付けません。サービスごとに決まっています。",
    retireAfterDays: "新しい証明書が初めて使われてから、古い証明書も使える期間です。過ぎると古い証明書は失効します。",
    destroyKeysAfterDays:
      "サービスで作った鍵と、そのp12ファイル・パスワードを保管する期間です。証明書が初めて使われてから数えます。過ぎると破棄され、ダウンロードもパスワードの表示もできなくなります。",
    renewalKeys:
      "利用者の端末だけにすると、更新の鍵はサービスで作られなくなります。この画面からの証明書更新と、鍵を作らずに更新するプログラムは使えません。新規発行は、これまでどおりサービスで鍵を作ります。",
    timeZone: "決まった時間帯に更新する指示と、利用者へのメールの時刻に使われます。",
    product: "更新できる証明書の種別と、更新を受け付ける日数、標準の更新のお知らせの日数が決まります。",
    keyKind: "利用者の端末で作られる鍵の種類です。",
    sameKey: "更新のときに、今の証明書と同じ鍵を使えるかどうかです。",
  },
  values: {
    promptDays: (days) => `有効期限の${days}日前から`,
    asProduct: (days) => `有効期限の${days}日前から（サービスの標準）`,
    acceptDays: (days) => `有効期限の${days}日前から`,
    retireAfterDays: (days) => (days === null ? "有効期限まで使える" : `新しい証明書を初めて使ってから${days}日後に失効`),
    destroyKeysAfterDays: (days) => (days === null ? "有効期限まで保管" : `証明書を初めて使ってから${days}日後に破棄`),
    renewalKeys: { anywhere: "利用者の端末、またはサービス", "on-device": "利用者の端末だけ" },
    sameKey: { allowed: "認める", refused: "認めない" },
  },
  operators: "サービスの運用者が決める規則です",
  askOperators: "サービスの運用者が決める規則は、この画面では変更できません。変更は運用者に依頼してください。",
  edit: "編集",
  editHeading: "証明書の規則の編集",
  without: {
    promptDays: (days) => `サービスの標準（有効期限の${days}日前から）`,
    retireAfterDays: "有効期限まで使える",
    destroyKeysAfterDays: "有効期限まで保管する",
  },
  days: {
    promptDays: { own: "有効期限の何日前からか決める", unit: "日前から" },
    retireAfterDays: { own: "失効するまでの日数を決める", unit: "日後に失効" },
    destroyKeysAfterDays: { own: "破棄するまでの日数を決める", unit: "日後に破棄" },
  },
  bounds: (least, most) => (most === null ? `${least}日以上` : `${least}～${most}日`),
  wrongDays: (least, most) =>
    most === null ? `${least}以上9999以下の日数を入力してください。` : `${least}から${most}までの日数を入力してください。`,
  wrongTimeZone: "その名前のタイムゾーンはありません。Asia/Tokyo のように入力してください。",
  timeZoneHint: "例: Asia/Tokyo",
  review: "変更内容を確認",
  reviewHeading: "変更内容の確認",
  change: (before, after) => `${before} → ${after}`,
  unchanged: "変更はありません。",
  judging: "影響を調べています…",
  effects: {
    dueAtOnce: (count) => `${count}件の証明書が、すぐに更新の対象になります。利用者に更新のお知らせが表示されます。`,
    dueLater: (count) => `${count}件の証明書が、更新の対象ではなくなり、後で対象になります。`,
    retiredAtOnce: (count) => `${count}件の古い証明書が、すぐに失効します。元に戻せません。`,
    retiredOtherwise: (count) => `${count}件の古い証明書の失効する時期が変わります。`,
    keysDestroyedAtOnce: (count) => `${count}件の証明書の鍵・ファイル・パスワードが、すぐに破棄されます。元に戻せません。`,
    renewedOnDevice: (count) =>
      `サービスで鍵を作った証明書が${count}件あります。これからは、利用者の端末で更新する必要があります。`,
    orderedInHours: (count) =>
      `時間帯を決めて更新を指示した証明書が${count}件あります。その時間帯は新しいタイムゾーンのものになります。`,
    none: "すぐに影響を受ける証明書はありません。",
  },
  back: "入力に戻る",
  submit: "保存",
  saved: "保存しました。",
  editedBy: (by, at) => `${at} ${by ?? "サービスの運用者"} が編集`,
  changedMeanwhile: (by, at) =>
    `${by ?? "サービスの運用者"} が ${at} に先に変更しました。変更後の内容は下のとおりです。続けると、入力した内容で上書きします。`,
};
