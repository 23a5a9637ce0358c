import type { RenewalState } from "../machine/renewal-state.ts";
import type { Texts } from "../texts/texts.ts";

/** What a screen reader announces for a change that does not move the focus. */
export function announcement(state: RenewalState, texts: Texts): string {
  switch (state.step) {
    case "save":
      if (state.issued.download === "outdated") return texts.save.rewritten;
      return state.issued.download === "current" ? texts.save.downloaded(state.issued.replacement.fileName) : "";
    case "working":
      return state.job === undefined ? "" : texts.working.lead;
    case "password":
      return state.issued.download === "current" && !state.issued.revealed
        ? texts.save.downloaded(state.issued.replacement.fileName)
        : "";
    case "proof":
      return state.job?.kind === "prove" ? texts.proof.working : "";
    case "check":
    case "refusal":
    case "resume":
    case "elsewhere":
    case "import":
    case "done":
    case "closed":
      return "";
  }
}
