import type { JSX } from "preact";
import { serialInSelector } from "../../ui/certificate-store.ts";
import { formatDay } from "../../ui/moment-format.ts";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** 接続確認 where the site cannot tell: how the person tries the new certificate, and says that it works. */
export function TrialStep({ state, view, host }: StepProps<"proof"> & { readonly host: string }): JSX.Element {
  const { texts, language, store, send } = view;
  const { notAfter, serial } = state.issued.replacement;
  return (
    <>
      <Heading scene="proof">{texts.trial.heading}</Heading>
      <p>{texts.trial.lead}</p>
      <p>{texts.trial.how(host)}</p>
      <p>{texts.proof.chooser(formatDay(notAfter, language), serialInSelector(serial.slice(0, 8), store), store !== "firefox")}</p>
      <FailureNote failure={state.failure} view={view} />
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "back" })}>
          {texts.action.back}
        </button>
        <button type="button" class="button primary" onClick={() => send({ type: "prove" })}>
          {texts.trial.works}
        </button>
      </div>
    </>
  );
}
