import type { JSX } from "preact";
import { hasReached } from "../../protocol/stage.ts";
import { formatMoment } from "../../ui/moment-format.ts";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** 更新が途中です: when the replacement was issued, how far it came, and what can be done with it. */
export function ResumeStep({ state, view }: StepProps<"resume">): JSX.Element {
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
          <p class="file">{pending.fileName}</p>
          {imported && <p>{texts.resume.proveLead}</p>}
          <p>{texts.resume.carryOnLead}</p>
          <p class="quiet">{texts.resume.lostLead}</p>
        </>
      ) : (
        <p class="note warning">{texts.resume.unusable}</p>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "leave" })}>
          {texts.action.later}
        </button>
        <button type="button" class={usable ? "button" : "button primary"} onClick={() => send({ type: "ask-again" })}>
          {texts.resume.again}
        </button>
        {usable && (
          <button type="button" class={imported ? "button" : "button primary"} onClick={() => send({ type: "carry-on" })}>
            {texts.resume.carryOn}
          </button>
        )}
        {imported && (
          <button type="button" class="button primary" onClick={() => send({ type: "prove" })}>
            {texts.proof.prove}
          </button>
        )}
      </div>
    </>
  );
}
