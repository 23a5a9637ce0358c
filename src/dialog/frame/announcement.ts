import type { Issued, RenewalState } from "../machine/renewal-state.ts";
import type { View } from "../parts/view.ts";
import type { Texts } from "../texts/texts.ts";

/** What a screen reader announces for a change that does not move the focus. */
export function announcement(state: RenewalState, { texts, slowKey }: Pick<View, "texts" | "slowKey">): string {
  switch (state.step) {
    case "save":
      if (state.issued.download === "outdated") return texts.save.rewritten;
      return downloadNote(state.issued, texts);
    case "working":
      if (state.job === undefined) return "";
      return slowKey && state.attempt === undefined ? `${texts.working.lead} ${texts.working.slowKey}` : texts.working.lead;
    case "password":
      return state.issued.revealed ? "" : downloadNote(state.issued, texts);
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

/** What is known of the file's download; empty before it. */
function downloadNote({ download, replacement }: Issued, texts: Texts): string {
  if (download === "offered") return texts.save.offered(replacement.fileName);
  return download === "current" ? texts.save.downloaded(replacement.fileName) : "";
}
