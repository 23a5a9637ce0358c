import type { JSX } from "preact";
import type { RenewalState } from "../machine/renewal-state.ts";
import type { View } from "../parts/view.ts";
import { AgainQuestion } from "../steps/again-question.tsx";
import { CheckStep } from "../steps/check-step.tsx";
import { DoneStep } from "../steps/done-step.tsx";
import { ElsewhereStep } from "../steps/elsewhere-step.tsx";
import { ImportStep } from "../steps/import-step.tsx";
import { LeaveQuestion } from "../steps/leave-question.tsx";
import { PasswordStep } from "../steps/password-step.tsx";
import { ProofStep } from "../steps/proof-step.tsx";
import { RefusalStep } from "../steps/refusal-step.tsx";
import { ResumeStep } from "../steps/resume-step.tsx";
import { SaveStep } from "../steps/save-step.tsx";
import { TrialStep } from "../steps/trial-step.tsx";
import { WorkingStep } from "../steps/working-step.tsx";

/** The component that a state shows. */
export function StepView({ state, view }: { readonly state: RenewalState; readonly view: View }): JSX.Element | null {
  if (state.leaving) return <LeaveQuestion state={state} view={view} />;
  switch (state.step) {
    case "check":
      return <CheckStep state={state} view={view} />;
    case "refusal":
      return <RefusalStep state={state} view={view} />;
    case "resume":
      return state.asking ? (
        <AgainQuestion fileName={state.pending.fileName} view={view} />
      ) : (
        <ResumeStep state={state} view={view} />
      );
    case "elsewhere":
      return state.asking ? (
        <AgainQuestion fileName={state.pending.fileName} view={view} />
      ) : (
        <ElsewhereStep state={state} view={view} />
      );
    case "working":
      return <WorkingStep state={state} view={view} />;
    case "save":
      return <SaveStep state={state} view={view} />;
    case "password":
      return <PasswordStep state={state} view={view} />;
    case "import":
      return <ImportStep state={state} view={view} />;
    case "proof":
      return view.trialHost === undefined ? (
        <ProofStep state={state} view={view} />
      ) : (
        <TrialStep state={state} view={view} host={view.trialHost} />
      );
    case "done":
      return <DoneStep state={state} view={view} />;
    case "closed":
      return null;
  }
}
