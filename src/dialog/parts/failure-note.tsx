import type { JSX } from "preact";
import { Button } from "../../ui/components/button.tsx";
import { CopyDiagnosis } from "../../ui/components/copy-diagnosis.tsx";
import { ErrorNote } from "../../ui/components/error-note.tsx";
import type { StepFailure } from "../machine/renewal-state.ts";
import type { View } from "./view.ts";

/** The service would issue the same again, to be thrown away; or the dialog will not have its extension again. */
const hopeless = new Set<StepFailure["code"]>([
  "key-unsupported",
  "replacement-key-mismatch",
  "replacement-subject-mismatch",
  "replacement-not-later",
  "extension-replaced",
]);

/** Says what failed in this step and what to do, and offers a retry if it may help. */
export function FailureNote({
  failure,
  view,
}: {
  readonly failure: StepFailure | undefined;
  readonly view: View;
}): JSX.Element | null {
  if (failure === undefined) return null;
  const { texts, send } = view;
  const waiting = failure.code === "authority-delayed";
  return (
    <ErrorNote
      title={waiting ? texts.waiting : texts.failure}
      sentence={texts.errors[failure.code]}
      code={failure.code}
      waiting={waiting}
    >
      {!hopeless.has(failure.code) && <Button onClick={() => send({ type: "retry" })}>{texts.action.retry}</Button>}
      <CopyDiagnosis texts={texts} diagnose={view.diagnose} />
    </ErrorNote>
  );
}
