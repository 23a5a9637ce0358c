import type { JSX } from "preact";
import { hasReached } from "../../protocol/stage.ts";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import { formatMoment } from "../../ui/moment-format.ts";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";
import { AgainQuestion } from "./question.tsx";

/** A replacement already exists: left unfinished during an earlier visit, or started elsewhere in the meantime. */
export function PendingStep({ state, view }: StepProps<"resume" | "elsewhere">): JSX.Element {
  if (state.asking) return <AgainQuestion fileName={state.pending.fileName} view={view} />;
  return state.step === "resume" ? <Resume state={state} view={view} /> : <Elsewhere state={state} view={view} />;
}

/** 更新が途中です: when the replacement was issued, its progress, and the available actions. */
function Resume({ state, view }: StepProps<"resume">): JSX.Element {
  const { texts, language, send } = view;
  const { pending } = state;
  const usable = hasReached(pending.stage, "password-shown");
  const imported = hasReached(pending.stage, "imported");
  const reached = pending.stage === "first-used" ? "imported" : pending.stage;
  return (
    <>
      <Heading>{texts.resume.heading}</Heading>
      <p>
        {texts.resume.begun(formatMoment(pending.issuedAt, language))} {texts.resume.reached[reached]}
      </p>
      {usable ? (
        <>
          <p class="file">
            <Breakable>{pending.fileName}</Breakable>
          </p>
          {imported && <p>{texts.resume.proveLead}</p>}
          <p>{texts.resume.carryOnLead}</p>
          <p class="quiet">{texts.resume.lostLead}</p>
        </>
      ) : (
        <p class="note warning">{texts.resume.unusable}</p>
      )}
      <div class="actions">
        <Button onClick={() => send({ type: "leave" })}>{texts.action.later}</Button>
        <Button kind={usable ? undefined : "primary"} onClick={() => send({ type: "ask-again" })}>
          {texts.resume.again}
        </Button>
        {usable && (
          <Button kind={imported ? undefined : "primary"} onClick={() => send({ type: "carry-on" })}>
            {texts.resume.carryOn}
          </Button>
        )}
        {imported && (
          <Button kind="primary" onClick={() => send({ type: "prove" })}>
            {texts.proof.prove}
          </Button>
        )}
      </div>
    </>
  );
}

/** Another tab or computer was faster: continue there, or renew again here. */
function Elsewhere({ state, view }: StepProps<"elsewhere">): JSX.Element {
  const { texts, language, send } = view;
  return (
    <>
      <Heading>{texts.elsewhere.heading}</Heading>
      <p>{texts.elsewhere.lead(formatMoment(state.pending.issuedAt, language))}</p>
      <p class="file">
        <Breakable>{state.pending.fileName}</Breakable>
      </p>
      <div class="actions">
        <Button onClick={() => send({ type: "ask-again" })}>{texts.elsewhere.here}</Button>
        <Button kind="primary" onClick={() => send({ type: "leave" })}>
          {texts.action.close}
        </Button>
      </div>
    </>
  );
}
