import type { JSX } from "preact";
import { CopyDiagnosis } from "../../ui/components/copy-diagnosis.tsx";
import type { StepFailure } from "../machine/renewal-state.ts";
import type { View } from "./view.ts";

/** Says what failed in this step, what to do, and offers to do it again. */
export function FailureNote({
  failure,
  view,
}: {
  readonly failure: StepFailure | undefined;
  readonly view: View;
}): JSX.Element | null {
  if (failure === undefined) return null;
  const { texts, send } = view;
  return (
    <div class="note danger" role="alert">
      <p class="note-title">{texts.failure}</p>
      <p>
        {texts.errors[failure.code]} <span class="quiet">({failure.code})</span>
      </p>
      <button type="button" class="button" onClick={() => send({ type: "retry" })}>
        {texts.action.retry}
      </button>
      <CopyDiagnosis texts={texts} diagnose={view.diagnose} />
    </div>
  );
}
