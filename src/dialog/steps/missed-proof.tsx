import type { JSX } from "preact";
import type { ProofMiss } from "../machine/renewal-state.ts";
import type { View } from "../parts/view.ts";

/** What arrived in place of the replacement, why, and the ways out, from the nearest to the farthest. */
export function MissedProof({ miss, view }: { readonly miss: ProofMiss; readonly view: View }): JSX.Element {
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
