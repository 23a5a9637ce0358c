import { mostOrders, orderFileLimit } from "../../../protocol/console/orders.ts";
import type { OrderTexts } from "./order-texts.ts";

const number = (value: number): string => value.toLocaleString("ja");
const most = `${number(mostOrders)}行、${orderFileLimit / 1_000_000} MBまで`;

const names = { cn: "CN", device: "端末", remark: "備考", mail: "メールアドレス", kind: "種別" } as const;
const lengths = { cn: 64, device: 1000, remark: 1000, mail: 254, kind: 1000 } as const;

/** In Japanese. */
export const orderJa: OrderTexts = {
  heading: "CSVで一括発行",
  lead: "発行する証明書を1行に1枚ずつ書いたCSVファイルを選ぶか、表計算ソフトの行を貼り付けてください。内容を確認してから発行します。",
  back: "証明書一覧に戻る",
  template: "ひな形（CSV）をダウンロード",
  templateName: "ikkatsu-hakko.csv",
  columns: {
    heading: "列の説明",
    names,
    meanings: {
      cn: "必須。client28のように、英小文字に数字を続けた名前です。",
      device: "どの端末で使うか。同じ端末に2枚目を作らないために確かめます。",
      remark: "自由に書けます。一覧で検索できます。",
      mail: "利用者のアドレス。有効期限の前にお知らせを送ります。",
      kind: "空欄でかまいません。種別はCNで決まり、書いてあればCNと合っているかを確かめます。",
    },
    form: `1行目は見出しです。CN以外の列はなくてもかまいません。文字コードはUTF-8かShift_JIS、区切りはコンマ・セミコロン・タブのどれかです。${most}。`,
  },
  file: "CSVファイルを選ぶ",
  drop: "選ぶとすぐに内容を確認します。ここにファイルをドロップすることもできます。",
  paste: "または、行を貼り付ける",
  pasteHint: "CN、端末、備考、メールアドレス、種別の順なら、見出しはなくてもかまいません。",
  pasted: "貼り付けた行",
  check: "貼り付けた行を確認",
  nothingPasted: "行を貼り付けてください。",
  checking: "内容を確認しています…",
  tooLarge: `ファイルが大きすぎます（${most}）。ファイルを分けてください。`,
  preview: {
    heading: (name) => `${name}の確認`,
    counts: ({ rows, good, doubtful, faulty }) =>
      `${number(rows.length)}行: 発行できる ${number(good)}、2枚目になる ${number(doubtful)}、誤り ${number(faulty)}`,
    noHeader: "見出しがないため、CN、端末、備考、メールアドレス、種別の順に読みました。",
    unreadable: "このファイルのままでは発行できません",
    mendFile: "ファイルを直して、もう一度選んでください。まだ何も発行していません。",
    faultyLines: (lines) => `誤りのある行: ${lines.slice(0, 20).map(number).join("、")}${lines.length > 20 ? " ほか" : ""}`,
    mendRows: "ファイルを直してもう一度選ぶか、誤りのない行だけを発行してください。",
    filter: "表示",
    choices: { all: "すべての行", faulty: "誤りのある行", doubtful: "2枚目になる行", good: "発行できる行" },
    table: "発行する証明書",
    line: "行",
    result: "確認",
    states: { good: "発行できます", doubtful: "2枚目です", faulty: "誤り" },
    another: "もう1枚発行する",
    anotherOf: (line, cn) => `${number(line)}行の${cn}をもう1枚発行する`,
    allOthers: (count) => `2枚目になる${number(count)}行も、すべて発行する`,
    more: (count) => `さらに${number(count)}行を表示`,
    leaveOut: (count) => `残りの${number(count)}行は発行しない`,
    leaveOutFirst: "発行しない行があります。それでよければ、上のチェックボックスを選んでください。",
    nothing: "発行できる行がありません。",
  },
  fileFault: ({ code, line, column, value }) => {
    switch (code) {
      case "encoding-unknown":
        return "文字コードが分かりません。表計算ソフトで「CSV UTF-8」として保存し直してください。";
      case "quotes-wrong":
        return `${line === null ? "" : `${number(line)}行から、`}引用符（"）の対応が取れていません。表計算ソフトで保存し直してください。`;
      case "column-unknown":
        return `${column}列の見出し「${value}」は使えません。ひな形の見出しにするか、その列を消してください。`;
      case "column-repeated":
        return `${column}列の見出し「${value}」は、前の列と同じ意味です。どちらかの列を消してください。`;
      case "cn-column-missing":
        return "CNの列がありません。1行目に見出し「CN」を付けてください。";
      case "rows-missing":
        return "発行する行がありません。2行目から書いてください。";
      case "rows-exceeded":
        return `行が多すぎます（${number(mostOrders)}行まで）。ファイルを分けてください。`;
    }
  },
  fault: ({ code, column, value, line }) => {
    const name = column === null ? "" : names[column];
    switch (code) {
      case "cn-empty":
        return "CNがありません。client28のようなCNを入れてください。";
      case "cn-not-allowed":
        return `CN「${value}」の証明書は発行できません。client28のように、英小文字に数字を続けてください。`;
      case "kind-wrong":
        return `種別「${value}」は、このCNの種別ではありません。直すか、空にしてください。`;
      case "too-long":
        return `${name}が長すぎます（${column === null ? "" : number(lengths[column])}文字まで）: 「${value}」`;
      case "control-characters":
        return `${name}「${value}」に、見えない制御文字があります。入力し直してください。`;
      case "mail-malformed":
        return `「${value}」はメールアドレスではありません。直すか、空にしてください。`;
      case "cells-exceeded":
        return `見出しのない列に「${value}」があります。消すか、見出しを付けてください。`;
      case "repeated":
        return `${number(line ?? 0)}行と、CNも端末も同じです。どちらかの行を消してください。`;
    }
  },
  doubt: ({ code, line }) => {
    switch (code) {
      case "holder-has-certificate":
        return "このCNの有効な証明書があります:";
      case "device-has-certificate":
        return "この端末の有効な証明書があります:";
      case "cn-repeated":
        return `${number(line ?? 0)}行と同じCNで、端末が違います。`;
      case "device-repeated":
        return `${number(line ?? 0)}行と同じ端末です。`;
    }
  },
  issue: (count) => `${number(count)}枚を発行する`,
  question: (count) => `${number(count)}枚の証明書を発行します。よろしいですか？`,
  consequences:
    "鍵とパスワードはこのサービスで作られ、発行後にダウンロードできます。画面を閉じても処理は続き、途中で中止できます。",
  leftOut: (count) => `残りの${number(count)}行は発行しません。`,
  slowly: (perHour, hours) =>
    `1時間に発行できるのは${number(perHour)}枚までです。続きは自動で再開し、${number(hours)}時間ほどかかります。`,
  started: "発行を開始しました。この画面を閉じても続きます。",
};
