import { textsJa as sharedJa } from "../../ui/texts/ja.ts";
import type { Texts } from "./texts.ts";

/** The recovery page in Japanese. */
export const textsJa: Texts = {
  ...sharedJa,
  title: "証明書の再発行",
  lead: "有効期限が切れた証明書や、なくした証明書を、管理者から受け取ったコードで再発行します。鍵はこのパソコンの中で作られ、外には送られません。",
  otherLanguage: "English",
  tenant: { label: "テナントID（O）", hint: "例: u00000014" },
  cn: { label: "証明書の名前（CN）", hint: "例: client28" },
  code: { label: "再発行コード", hint: "4文字ずつ4組のコードです。24時間有効で、1回だけ使えます。" },
  submit: "再発行する",
  working: "コードを確かめています。",
  failed: "再発行できませんでした",
  invalid: {
    tenant: "テナントIDを、証明書にあるとおりに入力してください。",
    cn: "証明書の名前を、client28 のように入力してください。",
    code: "管理者から受け取ったコードを、16文字すべて入力してください。",
  },
  noCode: "コードがないときは、テナント管理者に発行を依頼してください。",
  after: {
    heading: "証明書は発行されています",
    lead: "証明書をインポートしたら、ブラウザのウィンドウをすべて閉じてから開き直し、新しい証明書で接続してください。ファイルやパスワードを保存できなかったときは、管理者に新しいコードを依頼してください。",
    open: "新しい証明書で接続する",
  },
};
