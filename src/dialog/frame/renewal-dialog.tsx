import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { CopyDiagnosis } from "../../ui/components/copy-diagnosis.tsx";
import type { RenewalState } from "../machine/renewal-state.ts";
import type { View } from "../parts/view.ts";
import { announcement } from "./announcement.ts";
import { Progress } from "./progress.tsx";
import { StepView } from "./step-view.tsx";

interface RenewalDialogProps {
  readonly state: RenewalState;
  readonly view: Omit<View, "announce">;
}

/** The modal dialog around the steps: title, progress, the step itself, and a live region for screen readers. */
export function RenewalDialog({ state, view }: RenewalDialogProps): JSX.Element {
  const { texts, language, send } = view;
  const dialog = useRef<HTMLDialogElement>(null);
  const [announced, announce] = useState("");
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  // Otherwise the previous step's announcement would be repeated once the next step's own is cleared.
  useLayoutEffect(() => announce(""), [state.step]);

  // The other steps have a 「後で」 or 「閉じる」 button.
  const closeable = !state.leaving && ["working", "save", "password", "import", "proof"].includes(state.step);
  return (
    <dialog
      ref={dialog}
      class="dialog look"
      lang={language}
      aria-labelledby="koshin-title"
      onCancel={(event) => {
        event.preventDefault();
        send({ type: "leave" });
      }}
      // A browser may close a dialog on a second request without a `cancel` event; only the state decides.
      onClose={() => dialog.current?.isConnected === true && dialog.current.showModal()}
    >
      {/* Not a landmark: the page around the dialog has its own banner. */}
      <header class="title" role="presentation">
        <h2 id="koshin-title">{texts.title}</h2>
        {closeable && (
          <button type="button" class="close" aria-label={texts.action.close} onClick={() => send({ type: "leave" })}>
            <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
              <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
            </svg>
          </button>
        )}
      </header>
      {state.step !== "refusal" && <Progress step={state.step} texts={texts} />}
      <div class="step">
        <StepView state={state} view={{ ...view, announce }} />
      </div>
      {(state.failure === undefined || state.leaving) && (
        <footer>
          <CopyDiagnosis key={state.step} texts={texts} diagnose={view.diagnose} />
        </footer>
      )}
      <p class="voice" role="status">
        {announcement(state, view) || announced}
      </p>
    </dialog>
  );
}
