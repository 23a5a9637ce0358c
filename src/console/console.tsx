import { render } from "preact";
import { fetchWith } from "../client/ask.ts";
import { Root } from "./frame/root.tsx";
import { chosenLanguage, keepLanguage } from "./kept-language.ts";
import { loadSiteTexts } from "./texts/site-texts.ts";

const service = { origin: location.origin, transport: fetchWith({ mode: "same-origin", credentials: "same-origin" }) };

// The dialog is a sibling of the page's element, not inside it.
const page = document.createElement("div");
document.body.append(page);
const language = chosenLanguage();
// Not awaited here: every script that is loaded late would have to wait for this one.
loadSiteTexts(language).then(
  (texts) => render(<Root service={service} language={language} texts={texts} keepLanguage={keepLanguage} />, page),
  () => page.append("読み込めませんでした。再読み込みしてください。 This page could not be loaded. Reload it."),
);
