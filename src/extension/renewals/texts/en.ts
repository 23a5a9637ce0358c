import type { Standing } from "../standing.ts";
import type { Texts } from "./texts.ts";

/** The texts of the badge and the notifications in English. */
export const textsEn: Texts = {
  badge: (label, standing, daysLeft) => `Koshin: ${label} – ${inWords(standing)} (${inDays(daysLeft)})`,
  notification: (label, standing, daysLeft) => {
    const beginning = `${label}: ${inDays(daysLeft)}.`;
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

function inDays(daysLeft: number): string {
  if (daysLeft < 0) return "expired";
  if (daysLeft === 0) return "less than a day left";
  return daysLeft === 1 ? "1 day left" : `${daysLeft} days left`;
}

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
