import { render } from "preact";
import { fetchWith } from "../client/ask.ts";
import { Root } from "./frame/root.tsx";
import { chosenLanguage, keepLanguage } from "./kept-language.ts";

const service = { origin: location.origin, transport: fetchWith({ mode: "same-origin", credentials: "same-origin" }) };

// The dialog is a sibling of the page's element, not inside it.
const page = document.createElement("div");
document.body.append(page);
render(<Root service={service} language={chosenLanguage()} keepLanguage={keepLanguage} />, page);
