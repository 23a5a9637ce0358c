import { render } from "preact";
import { watchRenewal } from "../inpage/watch-renewal.ts";
import { languageFor } from "../ui/language.ts";
import { consoleTexts } from "./texts/texts-for.ts";

// The dialog is a sibling of the page's element, not inside it.
const page = document.createElement("div");
document.body.append(page);
const { title } = consoleTexts(languageFor(navigator.language));
render(
  <main>
    <h1>{title}</h1>
  </main>,
  page,
);
watchRenewal();
