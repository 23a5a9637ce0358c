import type { Language } from "../../../ui/language.ts";

/** The texts of orders to renew early, which are loaded with them. */
interface RenewalOrderTexts {
  readonly heading: string;
  /** Of all of the organisation's certificates. */
  readonly headingAll: string;
  readonly none: string;
  readonly order: string;
  readonly dialog: string;
  readonly lead: (cn: string) => string;
  readonly leadAll: (count: number) => string;
  readonly when: string;
  readonly whens: { readonly now: string; readonly lunch: string; readonly evening: string; readonly other: string };
  readonly from: string;
  readonly to: string;
  readonly sameTimes: string;
  readonly hoursHint: (timeZone: string) => string;
  readonly ends: string;
  readonly endings: { readonly never: string; readonly "1": string; readonly "7": string; readonly "30": string };
  readonly reason: string;
  readonly reasonHint: string;
  readonly submit: string;
  readonly done: (count: number) => string;
  readonly orderedBy: string;
  readonly operators: string;
  readonly at: (by: string, at: string) => string;
  readonly hours: string;
  readonly always: string;
  readonly daily: (from: string, to: string, timeZone: string) => string;
  readonly prompts: string;
  readonly prompting: string;
  readonly begins: string;
  readonly until: string;
  readonly cancel: string;
  readonly cancelDialog: string;
  readonly cancelLead: (cn: string) => string;
  readonly cancelLeadAll: string;
  readonly cancelled: string;
}

const ja: RenewalOrderTexts = {
  heading: "期限前の更新",
  headingAll: "すべての証明書の期限前の更新",
  none: "指示はありません。通常の時期に更新されます。",
  order: "時間帯を決めて更新させる",
  dialog: "期限前の更新の指示",
  lead: (cn) => `${cn} の1件を、通常の時期を待たずに更新させます。次の時間帯に、利用者の画面に更新の案内が出ます。`,
  leadAll: (count) =>
    `このテナントの証明書のうち、更新できる ${count.toLocaleString("ja")}件を、通常の時期を待たずに更新させます。次の時間帯に、それぞれの利用者の画面に更新の案内が出ます。`,
  when: "時間帯",
  whens: { now: "今すぐ、いつでも", lunch: "毎日 12:00–14:00", evening: "今夜から毎日 19:00–23:00", other: "ほかの時間帯" },
  from: "開始",
  to: "終了",
  sameTimes: "開始と終了には、別の時刻を入力してください。",
  hoursHint: (timeZone) =>
    `時刻は ${timeZone} です。時間帯の外では案内は出ませんが、更新はできます。1日1回確認するプログラムは、翌日の時間帯に更新することがあります。`,
  ends: "いつまで",
  endings: { never: "更新されるまで", "1": "1日間", "7": "7日間", "30": "30日間" },
  reason: "理由",
  reasonHint: "利用者の画面に表示されます。例: 端末の入れ替え",
  submit: "指示する",
  done: (count) => `${count.toLocaleString("ja")}件の更新を指示しました。`,
  orderedBy: "指示",
  operators: "サービスの運用者",
  at: (by, at) => `${at} ${by}`,
  hours: "時間帯",
  always: "いつでも",
  daily: (from, to, timeZone) => `毎日 ${from}–${to}（${timeZone}）`,
  prompts: "次の案内",
  prompting: "案内中",
  begins: "案内の開始",
  until: "終了",
  cancel: "指示を取り消す",
  cancelDialog: "更新の指示の取り消し",
  cancelLead: (cn) => `${cn} の更新の指示を取り消します。通常の時期に更新されます。`,
  cancelLeadAll: "このテナントの更新の指示を、証明書ごとのものも含めて、すべて取り消します。通常の時期に更新されます。",
  cancelled: "指示を取り消しました。",
};

const en: RenewalOrderTexts = {
  heading: "Renewal before it is due",
  headingAll: "Renewal of all certificates before they are due",
  none: "None is ordered: it is renewed at the usual time.",
  order: "Have it renewed in certain hours",
  dialog: "Order a renewal before it is due",
  lead: (cn) => `${cn}, one certificate, is to be renewed before its usual time. In these hours, its holder is prompted.`,
  leadAll: (count) =>
    `The certificates of this tenant that can be renewed, ${count.toLocaleString("en")}, are to be renewed before their usual time. In these hours, their holders are prompted.`,
  when: "Hours",
  whens: {
    now: "Now, at any hour",
    lunch: "Daily 12:00–14:00",
    evening: "From tonight on, daily 19:00–23:00",
    other: "Other hours",
  },
  from: "From",
  to: "To",
  sameTimes: "Enter two different times.",
  hoursHint: (timeZone) =>
    `The times are those of ${timeZone}. Outside of them nobody is prompted, but renewing is possible. Programs that ask once a day may renew on the next day.`,
  ends: "Until",
  endings: { never: "They are renewed", "1": "1 day from now", "7": "7 days from now", "30": "30 days from now" },
  reason: "Reason",
  reasonHint: "Is shown to the holders. Example: computers are replaced",
  submit: "Order",
  done: (count) => (count === 1 ? "1 renewal is ordered." : `${count.toLocaleString("en")} renewals are ordered.`),
  orderedBy: "Ordered",
  operators: "the service's operators",
  at: (by, at) => `${at} by ${by}`,
  hours: "Hours",
  always: "At any hour",
  daily: (from, to, timeZone) => `Daily ${from}–${to} (${timeZone})`,
  prompts: "Next prompt",
  prompting: "Now",
  begins: "Prompted from",
  until: "Until",
  cancel: "Cancel the order",
  cancelDialog: "Cancel the order to renew",
  cancelLead: (cn) => `The order to renew ${cn} is cancelled. It is renewed at the usual time.`,
  cancelLeadAll:
    "All orders to renew certificates of this tenant are cancelled, those for single certificates, too. They are renewed at the usual time.",
  cancelled: "The order is cancelled.",
};

/** The texts in a language. */
export function renewalOrderTexts(language: Language): RenewalOrderTexts {
  return language === "ja" ? ja : en;
}
