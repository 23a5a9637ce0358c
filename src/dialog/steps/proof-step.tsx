import type { JSX } from "preact";
import { serialInSelector } from "../../ui/certificate-store.ts";
import { formatDay } from "../../ui/moment-format.ts";
import type { ProofMiss } from "../machine/renewal-state.ts";
import { ClockNote } from "../parts/clock-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps, View } from "../parts/view.ts";

/** 接続確認: connects with the new certificate, and says what arrived at the other end. */
export function ProofStep({ state, view }: StepProps<"proof">): JSX.Element {
  const { texts, language, store, send } = view;
  const proving = state.job?.kind === "prove";
  const busy = state.job !== undefined;
  const { notAfter, serial } = state.issued.replacement;
  return (
    <>
      <Heading scene="proof">{texts.proof.heading}</Heading>
      <p>{texts.proof.lead}</p>
      <p>{texts.proof.chooser(formatDay(notAfter, language), serialInSelector(serial.slice(0, 8), store), store !== "firefox")}</p>
      {busy && (
        <>
          <div class="busy" aria-hidden="true" />
          <p>{texts.proof.working}</p>
        </>
      )}
      {!busy && <ClockNote clock={state.clock} view={view} />}
      {state.miss !== undefined && <MissedProof miss={state.miss} view={view} />}
      <FailureNote failure={state.failure} view={view} />
      <div class="actions">
        <button type="button" class="button" onClick={() => send({ type: "back" })}>
          {texts.action.back}
        </button>
        <button type="button" class="button primary" aria-disabled={proving} onClick={() => send({ type: "prove" })}>
          {texts.proof.prove}
        </button>
      </div>
    </>
  );
}

/** What arrived in place of the replacement, why, and the ways out, from the nearest to the farthest. */
function MissedProof({ miss, view }: { readonly miss: ProofMiss; readonly view: View }): JSX.Element {
  const { card, proof } = view.texts;
  const { kind, seen, page } = miss;
  return (
    <div class="note warning" role="alert">
      <p>{proof.misses[kind]}</p>
      {seen !== undefined && kind !== "not-recorded" && (
        <>
          <dl class="facts">
            <div>
              <dt>{card.user}</dt>
              <dd>{seen.cn}</dd>
            </div>
            <div>
              <dt>{card.serial}</dt>
              <dd class="serial">{seen.serial}</dd>
            </div>
          </dl>
          <p>{proof.remembers}</p>
        </>
      )}
      {kind !== "not-recorded" && (
        <>
          <div class="ways">
            <button type="button" class="button" onClick={() => view.send({ type: "back" })}>
              {proof.lookAgain}
            </button>
            <a class="button" href={page} target="_blank" rel="noreferrer">
              {proof.window}
            </a>
          </div>
          <p>{proof.windowLead}</p>
          <p>{proof.restart}</p>
        </>
      )}
    </div>
  );
}
