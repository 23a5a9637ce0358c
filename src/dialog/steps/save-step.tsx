import type { JSX } from "preact";
import { FailureNote } from "../failure-note.tsx";
import { Heading } from "../heading.tsx";
import type { StepProps } from "../view.ts";
import { ProfileSwitch } from "./profile-switch.tsx";

/** 証明書保存: 「こちら」 downloads the file, with the advice to back it up. */
export function SaveStep({ state, view }: StepProps<"save">): JSX.Element {
  const { texts, send } = view;
  const { issued, job } = state;
  const { fileName } = issued.replacement;
  const [before, after] = texts.save.lead;
  const busy = job?.kind === "download" || job?.kind === "rewrite";
  return (
    <>
      <Heading>{texts.save.heading}</Heading>
      <p class="sentence">
        {before}{" "}
        <button type="button" class="button primary" aria-disabled={busy} onClick={() => send({ type: "download" })}>
          {texts.save.here}
        </button>{" "}
        {after}
      </p>
      <p class={issued.downloaded ? "file done" : "file"}>{issued.downloaded ? texts.save.downloaded(fileName) : fileName}</p>
      <FailureNote failure={state.failure} view={view} />
      <p class="note">{texts.save.backup}</p>
      <ProfileSwitch state={state} view={view} />
      <div class="actions">
        <button
          type="button"
          class={issued.downloaded ? "button primary" : "button"}
          disabled={!issued.downloaded}
          onClick={() => send({ type: "next" })}
        >
          {texts.action.next}
        </button>
      </div>
    </>
  );
}
