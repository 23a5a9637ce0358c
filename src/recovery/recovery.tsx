import { render } from "preact";
import { languageFor } from "../ui/language.ts";
import { detectPlatform } from "../ui/platform.ts";
import { RecoveryPage } from "./recovery-page.tsx";

// The dialog is a sibling of the page's element, not inside it.
const page = document.createElement("div");
document.body.append(page);
render(<RecoveryPage language={languageFor(navigator.language)} platform={await detectPlatform(navigator)} />, page);
