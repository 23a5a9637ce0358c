import type { JSX } from "preact";
import { Breakable } from "../../ui/components/breakable.tsx";
import { Button } from "../../ui/components/button.tsx";
import { FailureNote } from "../parts/failure-note.tsx";
import { Heading } from "../parts/heading.tsx";
import type { StepProps } from "../parts/view.ts";

/** 証明書保存: 「こちら」 downloads the file and continues with its password; 「次へ」 is for returning to this step. */
export function SaveStep({ state, view }: StepProps<"save">): JSX.Element {
  const { texts, send } = view;
  const { issued, job } = state;
  const { fileName } = issued.replacement;
  const [before, after] = texts.save.lead;
  const downloaded = issued.download === "current";
  const offered = issued.download === "offered";
  const busy = job?.kind === "download" || job?.kind === "rewrite";
  return (
    <>
      <Heading scene="download">{texts.save.heading}</Heading>
      <p>{before}</p>
      <p class="sentence">
        <Button
          kind={downloaded || offered ? undefined : "primary"}
          aria-disabled={busy}
          onClick={() => send({ type: "download" })}
        >
          {texts.save.here}
        </Button>
        <span>{after}</span>
      </p>
      <p class={downloaded ? "file done" : "file"}>
        <Breakable>{downloaded ? texts.save.downloaded(fileName) : offered ? texts.save.offered(fileName) : fileName}</Breakable>
      </p>
      {issued.download === "outdated" && <p class="note warning">{texts.save.rewritten}</p>}
      <FailureNote failure={state.failure} view={view} />
      <p class="note">{texts.save.backup}</p>
      <ProfileSwitch state={state} view={view} />
      <div class="actions">
        <Button
          kind={downloaded || offered ? "primary" : undefined}
          disabled={!downloaded && !offered}
          onClick={() => send({ type: "next" })}
        >
          {texts.action.next}
        </Button>
      </div>
    </>
  );
}

/** The choice between the file's two profiles; the other one is written from the key in memory. */
function ProfileSwitch({ state, view }: StepProps<"save">): JSX.Element {
  const { texts, send } = view;
  const { job, issued } = state;
  const chosen = job?.kind === "rewrite" ? job.profile : issued.file?.profile;
  const choices = [
    { profile: "modern", name: texts.save.modern, hint: texts.save.modernHint },
    { profile: "compatible", name: texts.save.compatible, hint: texts.save.compatibleHint },
  ] as const;
  return (
    <fieldset class="choices">
      <legend>{texts.save.profile}</legend>
      {choices.map(({ profile, name, hint }) => (
        <label key={profile} class="choice">
          <input
            type="radio"
            name="profile"
            checked={chosen === profile}
            onChange={() => send({ type: "choose-profile", profile })}
          />
          <span>
            <span class="strong">{name}</span> <span class="quiet">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
