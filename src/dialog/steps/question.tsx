import type { JSX } from "preact";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import type { RenewalState } from "../machine/renewal-state.ts";
import { Heading } from "../parts/heading.tsx";
import type { View } from "../parts/view.ts";

/** Asks for confirmation before an earlier replacement becomes invalid. */
export function AgainQuestion({ fileName, view }: { readonly fileName: string; readonly view: View }): JSX.Element {
  const { texts, send } = view;
  return (
    <>
      <Heading>{texts.again.question}</Heading>
      <p class="note warning">
        <Breakable>{texts.again.lead(fileName)}</Breakable>
      </p>
      <div class="actions">
        <Button onClick={() => send({ type: "decline" })}>{texts.again.decline}</Button>
        <Button kind="primary" onClick={() => send({ type: "agree" })}>
          {texts.again.agree}
        </Button>
      </div>
    </>
  );
}

/** Asks for confirmation before a certificate that exists only in this dialog is lost. */
export function LeaveQuestion({ state, view }: { readonly state: RenewalState; readonly view: View }): JSX.Element {
  const { texts, send } = view;
  const passwordOnly = "issued" in state && state.issued.download === "current" && state.issued.revealed;
  return (
    <>
      <Heading>{texts.leave.heading}</Heading>
      <p class="note warning">{passwordOnly ? texts.leave.passwordLead : texts.leave.lead}</p>
      <div class="actions">
        <Button onClick={() => send({ type: "leave-anyway" })}>{texts.leave.leave}</Button>
        <Button kind="primary" onClick={() => send({ type: "stay" })}>
          {texts.leave.stay}
        </Button>
      </div>
    </>
  );
}
