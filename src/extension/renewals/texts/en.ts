import { textsEn as sharedEn } from "../../../ui/texts/en.ts";
import type { Standing } from "../standing.ts";
import type { Texts } from "./texts.ts";

/** The texts of the badge and the notifications in English. */
export const textsEn: Texts = {
  badge: (label, standing, left) => `Koshin: ${label} – ${inWords(standing)} (${sharedEn.left(left)})`,
  notification: (label, standing, left) => {
    const beginning = `${label}: ${sharedEn.left(left)}.`;
    switch (standing) {
      case "issued":
      case "fetched":
      case "password-shown":
      case "imported":
        return {
          title: "Your certificate's renewal is not finished",
          message: `${beginning} ${capital(inWords(standing))}. Click here to continue.`,
        };
      case "refused":
        return {
          title: "Your certificate expires soon",
          message: `${beginning} It is not renewed automatically. Ask your administrator for a new one.`,
        };
      case "valid":
      case "due":
      case "expired":
      case "proved":
      case "retired":
        return { title: "Your certificate needs renewing", message: `${beginning} Click here to open the page that renews it.` };
    }
  },
};

function inWords(standing: Standing): string {
  switch (standing) {
    case "valid":
      return "nothing to do";
    case "due":
      return "needs renewing";
    case "refused":
      return "is not renewed automatically";
    case "issued":
      return "next: download it";
    case "fetched":
      return "next: show its password";
    case "password-shown":
      return "next: import it and check the connection";
    case "imported":
      return "next: check the connection";
    case "expired":
      return "no longer works";
    case "proved":
    case "retired":
      return "renewed";
  }
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
