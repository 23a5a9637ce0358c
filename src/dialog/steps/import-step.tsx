import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { serialInSelector } from "../../ui/certificate-store.ts";
import { Button } from "../../ui/components/button.tsx";
import { ClockNote } from "../parts/clock-note.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";
import { ImportGuide } from "./import-guide.tsx";
import { ImportHelp } from "./import-help.tsx";

/** 証明書インポート: the person imports the file with the operating system's or browser's own tools. */
export function ImportStep({ state, view }: StepProps<"import">): JSX.Element {
  const { texts, send } = view;
  const { issued } = state;
  const [guide, choose] = useState(view.store);
  return (
    <>
      <Heading>{texts.import.heading}</Heading>
      <p>{texts.import.lead}</p>
      <ImportGuide fileName={issued.replacement.fileName} guide={guide} choose={choose} view={view} />
      <ClockNote clock={state.clock} view={view} />
      <ImportHelp state={state} guide={guide} view={view} />
      <FailureNote failure={state.failure} view={view} />
      <div class="actions">
        {state.proof === "connection" && (
          <p class="beforehand">{texts.import.chooser(serialInSelector(issued.replacement.serial.slice(0, 8), view.store))}</p>
        )}
        <Button onClick={() => send({ type: "back" })}>{texts.action.back}</Button>
        <Button kind="primary" onClick={() => send({ type: "next" })}>
          {texts.import.done}
        </Button>
      </div>
    </>
  );
}
