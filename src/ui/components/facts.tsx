import type { ComponentChildren, JSX } from "preact";
import { Breakable } from "./breakable.tsx";

/** A detail of a certificate. */
export interface Fact {
  readonly term: string;
  /** Beside the term. */
  readonly help?: ComponentChildren;
  readonly value: ComponentChildren;
  /** `strong`: the main fact; `serial`: to be compared digit by digit. */
  readonly kind?: "strong" | "serial";
}

/** A certificate's details, each value beside its term. Names have any direction. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): JSX.Element {
  return (
    <dl class="facts">
      {facts.map(({ term, help, value, kind }) => (
        <div key={term}>
          <dt>
            {term}
            {help}
          </dt>
          <dd class={kind}>
            {typeof value === "string" ? (
              <bdi>
                <Breakable>{value}</Breakable>
              </bdi>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
