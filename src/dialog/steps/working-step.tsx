import type { JSX } from "preact";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** The key is made, the request signed, the certificate fetched, the file written and checked. */
export function WorkingStep({ state, view }: StepProps<"working">): JSX.Element {
  const { texts } = view;
  return (
    <>
      <Heading>{texts.working.heading}</Heading>
      {state.failure === undefined && (
        <>
          <div class="busy" aria-hidden="true" />
          <p>{texts.working.lead}</p>
        </>
      )}
      <FailureNote failure={state.failure} view={view} />
    </>
  );
}
