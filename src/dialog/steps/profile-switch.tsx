import type { JSX } from "preact";
import type { StepProps } from "../parts/view.ts";

/** The choice between the file's two encryptions; the other one is written from the key in memory. */
export function ProfileSwitch({ state, view }: StepProps<"save">): JSX.Element {
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
