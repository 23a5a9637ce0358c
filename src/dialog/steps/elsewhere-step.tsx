import type { JSX } from "preact";
import { formatMoment } from "../../ui/moment-format.ts";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** Another tab or computer was faster: carry on there, or renew again here. */
export function ElsewhereStep({ state, view }: StepProps<"elsewhere">): JSX.Element {
  const { texts, language, send } = view;
  return (
    <>
      <Heading>{texts.elsewhere.heading}</Heading>
      <p>{texts.elsewhere.lead(formatMoment(state.pending.issuedAt, language))}</p>
      <p class="file">{state.pending.fileName}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "ask-again" })}>
          {texts.elsewhere.here}
        </button>
        <button type="button" class="button primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </button>
      </div>
    </>
  );
}
