import type { JSX } from "preact";
import type { RenewalState } from "../machine/renewal-state.ts";
import type { View } from "../parts/view.ts";
import { CheckStep, RefusalStep, WorkingStep } from "../steps/check-step.tsx";
import { DoneStep } from "../steps/done-step.tsx";
import { ImportStep } from "../steps/import-step.tsx";
import { PasswordStep } from "../steps/password-step.tsx";
import { PendingStep } from "../steps/pending-step.tsx";
import { ProofStep } from "../steps/proof-step.tsx";
import { LeaveQuestion } from "../steps/question.tsx";
import { SaveStep } from "../steps/save-step.tsx";

/** The component of a state's step. What else a new step needs is listed in docs/contributor.md, "Where things go". */
export function StepView({ state, view }: { readonly state: RenewalState; readonly view: View }): JSX.Element | null {
  if (state.leaving) return <LeaveQuestion state={state} view={view} />;
  switch (state.step) {
    case "check":
      return <CheckStep state={state} view={view} />;
    case "refusal":
      return <RefusalStep state={state} view={view} />;
    case "resume":
    case "elsewhere":
      return <PendingStep state={state} view={view} />;
    case "working":
      return <WorkingStep state={state} view={view} />;
    case "save":
      return <SaveStep state={state} view={view} />;
    case "password":
      return <PasswordStep state={state} view={view} />;
    case "import":
      return <ImportStep state={state} view={view} />;
    case "proof":
      return <ProofStep state={state} view={view} />;
    case "done":
      return <DoneStep state={state} view={view} />;
    case "closed":
      return null;
  }
}
