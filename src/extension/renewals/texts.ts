import type { Language } from "../../ui/language.ts";
import type { RenewalRecord } from "./record.ts";
import type { Standing } from "./standing.ts";

/** What the badge and the notifications say, the same keys in each language. */
interface Texts {
  readonly badge: (record: Pick<RenewalRecord, "cn" | "origin">, standing: Standing, daysLeft: number) => string;
  readonly notification: (
    record: Pick<RenewalRecord, "cn" | "origin">,
    standing: Standing,
    daysLeft: number,
  ) => { readonly title: string; readonly message: string };
}

const ja: Texts = {
  badge: (record, standing, daysLeft) => `Koshin: ${nameOf(record)} ${standingJa(standing)}（${daysJa(daysLeft)}）`,
  notification: (record, standing, daysLeft) => {
    const name = `${nameOf(record)}: ${daysJa(daysLeft)}。`;
    switch (standing) {
      case "issued":
      case "fetched":
      case "password-shown":
      case "imported":
        return { title: "証明書の更新が途中です", message: `${name}${standingJa(standing)}。ここを押すと、続きの画面を開きます。` };
      case "refused":
        return {
          title: "証明書の有効期限が近づいています",
          message: `${name}この証明書は自動更新されません。管理者に新しい証明書を依頼してください。`,
        };
      case "valid":
      case "due":
      case "expired":
      case "proved":
      case "retired":
        return { title: "証明書の更新が必要です", message: `${name}ここを押すと、更新する画面を開きます。` };
    }
  },
};

const en: Texts = {
  badge: (record, standing, daysLeft) => `Koshin: ${nameOf(record)} – ${standingEn(standing)} (${daysEn(daysLeft)})`,
  notification: (record, standing, daysLeft) => {
    const name = `${nameOf(record)}: ${daysEn(daysLeft)}.`;
    switch (standing) {
      case "issued":
      case "fetched":
      case "password-shown":
      case "imported":
        return {
          title: "Your certificate's renewal is not finished",
          message: `${name} ${capital(standingEn(standing))}. Press here to carry on.`,
        };
      case "refused":
        return {
          title: "Your certificate expires soon",
          message: `${name} It is not renewed automatically. Ask your administrator for a new one.`,
        };
      case "valid":
      case "due":
      case "expired":
      case "proved":
      case "retired":
        return { title: "Your certificate needs renewing", message: `${name} Press here to open the page that renews it.` };
    }
  },
};

/** What the badge and the notifications say in a language. */
export function renewalTexts(language: Language): Texts {
  return language === "ja" ? ja : en;
}

function nameOf({ cn, origin }: Pick<RenewalRecord, "cn" | "origin">): string {
  return `${cn} (${new URL(origin).hostname})`;
}

function daysJa(daysLeft: number): string {
  return daysLeft < 0 ? "有効期限切れ" : daysLeft === 0 ? "有効期限まで1日未満" : `残り${daysLeft}日`;
}

function daysEn(daysLeft: number): string {
  if (daysLeft < 0) return "expired";
  if (daysLeft === 0) return "less than a day left";
  return daysLeft === 1 ? "1 day left" : `${daysLeft} days left`;
}

function standingJa(standing: Standing): string {
  switch (standing) {
    case "valid":
      return "更新の必要はありません";
    case "due":
      return "更新が必要です";
    case "refused":
      return "自動更新されません";
    case "issued":
      return "ダウンロードが残っています";
    case "fetched":
      return "パスワードの確認が残っています";
    case "password-shown":
      return "インポートと接続の確認が残っています";
    case "imported":
      return "接続の確認が残っています";
    case "expired":
      return "使えなくなりました";
    case "proved":
    case "retired":
      return "更新済みです";
  }
}

function standingEn(standing: Standing): string {
  switch (standing) {
    case "valid":
      return "nothing to do";
    case "due":
      return "needs renewing";
    case "refused":
      return "is not renewed automatically";
    case "issued":
      return "downloading it remains";
    case "fetched":
      return "seeing its password remains";
    case "password-shown":
      return "importing it and checking the connection remain";
    case "imported":
      return "checking the connection remains";
    case "expired":
      return "does not work any more";
    case "proved":
    case "retired":
      return "renewed";
  }
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
