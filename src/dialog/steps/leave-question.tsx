import type { JSX } from "preact";
import type { RenewalState } from "../machine/renewal-state.ts";
import { Heading } from "../parts/heading.tsx";
import type { View } from "../parts/view.ts";

/** Asks before a certificate that only this dialog holds is lost. */
export function LeaveQuestion({ state, view }: { readonly state: RenewalState; readonly view: View }): JSX.Element {
  const { texts, send } = view;
  const passwordOnly = "issued" in state && state.issued.download === "current" && state.issued.revealed;
  return (
    <>
      <Heading>{texts.leave.heading}</Heading>
      <p class="note warning">{passwordOnly ? texts.leave.passwordLead : texts.leave.lead}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "leave-anyway" })}>
          {texts.leave.leave}
        </button>
        <button type="button" class="button primary" onClick={() => send({ type: "stay" })}>
          {texts.leave.stay}
        </button>
      </div>
    </>
  );
}
