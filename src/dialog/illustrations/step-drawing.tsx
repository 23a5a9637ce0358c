import type { JSX } from "preact";
import { CertificateFile, Dots, Drawing, Field, Tick } from "./drawing.tsx";

/** A step that has a small drawing beside its heading. */
export type StepScene = "due" | "download" | "password" | "proof" | "done";

/** The small drawing beside a step's heading. */
export function StepDrawing({ scene }: { readonly scene: StepScene }): JSX.Element {
  return <Drawing small>{draw(scene)}</Drawing>;
}

function draw(scene: StepScene): JSX.Element {
  switch (scene) {
    case "due":
      return (
        <>
          <CertificateFile x={24} y={12} />
          <circle class="paper" cx="60" cy="40" r="13" />
          <path class="accent" d="M60 32v8l6 4" />
        </>
      );
    case "download":
      return (
        <>
          <CertificateFile x={34} y={3} />
          <path class="accent" d="M70 14v22M63 29l7 7 7-7" />
          <path d="M22 46v12h52V46" />
        </>
      );
    case "password":
      return (
        <>
          <path class="paper" d="M10 20h76v24H10z" />
          <Field y={26.5}>
            <Dots />
          </Field>
        </>
      );
    case "proof":
    case "done":
      return (
        <>
          <path class="paper" d="M6 16h32v24H6zM16 48h12M22 40v8" />
          <path class="paper" d="M66 12h24v40H66zM72 21h12M72 29h12" />
          <path class="accent" d={scene === "done" ? "M38 28h28" : "M42 28h6M54 28h6"} />
          {scene === "done" ? <Tick x={15} y={27} /> : <circle class="tint" cx="22" cy="28" r="5" />}
        </>
      );
  }
}
