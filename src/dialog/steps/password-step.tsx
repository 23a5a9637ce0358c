import type { JSX } from "preact";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";
import { RevealedPassword } from "./revealed-password.tsx";

/** パスワード確認: 「確認する」 shows the password, which can then be copied or saved next to the certificate. */
export function PasswordStep({ state, view }: StepProps<"password">): JSX.Element {
  const { texts, send } = view;
  const { issued } = state;
  return (
    <>
      <Heading scene="password">{texts.password.heading}</Heading>
      {issued.download === "offered" && (
        <>
          <p class="note warning">
            <Breakable>{texts.save.offered(issued.replacement.fileName)}</Breakable>
          </p>
          <p class="sentence">
            <Button aria-disabled={state.job?.kind === "download"} onClick={() => send({ type: "download" })}>
              {texts.save.again}
            </Button>
            <span>{texts.save.notThere}</span>
          </p>
        </>
      )}
      {issued.revealed && issued.file !== undefined ? (
        <RevealedPassword
          password={issued.file.attempt.password}
          fileName={issued.replacement.fileName}
          kept={issued.passwordKept}
          view={view}
        />
      ) : (
        <p class="sentence">
          <Button kind="primary" onClick={() => send({ type: "reveal" })}>
            {texts.password.reveal}
          </Button>
          <span>{texts.password.lead}</span>
        </p>
      )}
      <FailureNote failure={state.failure} view={view} />
      {issued.download === "current" && (
        <p class="file done">
          <Breakable>{texts.save.downloaded(issued.replacement.fileName)}</Breakable>
        </p>
      )}
      <p class="note">{texts.password.keep}</p>
      <p class="note">{texts.save.backup}</p>
      <div class="actions">
        <Button onClick={() => send({ type: "back" })}>{texts.action.back}</Button>
        <Button
          kind={issued.passwordKept ? "primary" : undefined}
          disabled={!issued.revealed}
          onClick={() => send({ type: "next" })}
        >
          {texts.action.next}
        </Button>
      </div>
    </>
  );
}
