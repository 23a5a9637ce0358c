import type { JSX } from "preact";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";
import { RevealedPassword } from "../password/revealed-password.tsx";

/** パスワード確認: 「確認する」 shows the password, which then can be copied or saved beside the certificate. */
export function PasswordStep({ state, view }: StepProps<"password">): JSX.Element {
  const { texts, send } = view;
  const { issued } = state;
  return (
    <>
      <Heading scene="password">{texts.password.heading}</Heading>
      {issued.revealed && issued.file !== undefined ? (
        <RevealedPassword
          password={issued.file.attempt.password}
          fileName={issued.replacement.fileName}
          kept={issued.passwordKept}
          view={view}
        />
      ) : (
        <p class="sentence">
          <button type="button" class="button primary" onClick={() => send({ type: "reveal" })}>
            {texts.password.reveal}
          </button>
          <span>{texts.password.lead}</span>
        </p>
      )}
      <FailureNote failure={state.failure} view={view} />
      {issued.download === "current" && <p class="file done">{texts.save.downloaded(issued.replacement.fileName)}</p>}
      <p class="note">{texts.password.keep}</p>
      <p class="note">{texts.save.backup}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "back" })}>
          {texts.action.back}
        </button>
        <button
          type="button"
          class={issued.passwordKept ? "button primary" : "button"}
          disabled={!issued.revealed}
          onClick={() => send({ type: "next" })}
        >
          {texts.action.next}
        </button>
      </div>
    </>
  );
}
