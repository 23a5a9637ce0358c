import type { JSX } from "preact";
import { serialInSelector } from "../../ui/certificate-store.ts";
import { Button } from "../../ui/components/button.tsx";
import { Facts } from "../../ui/components/facts.tsx";
import { formatDay } from "../../ui/moment-format.ts";
import type { ProofMiss } from "../machine/renewal-state.ts";
import { ClockNote } from "../parts/clock-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps, View } from "../parts/view.ts";

/** 接続確認: by a connection that the dialog makes, or, if there is no proof host, by the person's own trial. */
export function ProofStep({ state, view }: StepProps<"proof">): JSX.Element {
  const { trialHost } = view;
  return trialHost === undefined ? (
    <ConnectionStep state={state} view={view} />
  ) : (
    <TrialStep state={state} view={view} host={trialHost} />
  );
}

/** Connects with the new certificate and shows which certificate was presented. */
function ConnectionStep({ state, view }: StepProps<"proof">): JSX.Element {
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
        <Button onClick={() => send({ type: "back" })}>{texts.action.back}</Button>
        <Button kind="primary" aria-disabled={proving} onClick={() => send({ type: "prove" })}>
          {texts.proof.prove}
        </Button>
      </div>
    </>
  );
}

/** For sites without a proof host: how the person tries the new certificate and confirms that it works. */
function TrialStep({ state, view, host }: StepProps<"proof"> & { readonly host: string }): JSX.Element {
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
        <Button onClick={() => send({ type: "back" })}>{texts.action.back}</Button>
        <Button kind="primary" onClick={() => send({ type: "prove" })}>
          {texts.trial.works}
        </Button>
      </div>
    </>
  );
}

/** What was presented instead of the replacement, why, and the remedies, easiest first. */
function MissedProof({ miss, view }: { readonly miss: ProofMiss; readonly view: View }): JSX.Element {
  const { card, proof } = view.texts;
  const { kind, seen, page } = miss;
  return (
    <div class="note warning" role="alert">
      <p>{proof.misses[kind]}</p>
      {seen !== undefined && kind !== "not-recorded" && (
        <Facts
          facts={[
            { term: card.user, value: seen.cn },
            { term: card.serial, value: seen.serial, kind: "serial" },
          ]}
        />
      )}
      {((seen !== undefined && kind !== "not-recorded") || kind === "not-replacement") && <p>{proof.remembers}</p>}
      {kind !== "not-recorded" && (
        <>
          <div class="ways">
            <Button onClick={() => view.send({ type: "back" })}>{proof.lookAgain}</Button>
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
