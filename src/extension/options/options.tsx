import { render } from "preact";
import { languageFor } from "../../ui/language.ts";
import { Options } from "./options-view.tsx";
import { optionsTexts } from "./texts/texts-for.ts";

const language = languageFor(navigator.language);
document.documentElement.lang = language;
document.title = optionsTexts(language).title;

render(<Options language={language} />, document.body);
