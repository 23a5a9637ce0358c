import type { JSX } from "preact";
import type { Step } from "../machine/renewal-state.ts";
import type { Texts } from "../texts/texts.ts";

const order = ["check", "save", "password", "import", "proof"] as const;

/** The renewal's progress, as a list with the current step marked. */
export function Progress({ step, texts }: { readonly step: Step["step"]; readonly texts: Texts }): JSX.Element {
  const current = position(step);
  return (
    <ol class="progress" aria-label={texts.progress.label}>
      {order.map((name, index) => (
        <li
          key={name}
          class={index < current ? "past" : index === current ? "current" : "ahead"}
          aria-current={index === current ? "step" : undefined}
        >
          <span>{texts.progress[name]}</span>
        </li>
      ))}
    </ol>
  );
}

function position(step: Step["step"]): number {
  switch (step) {
    case "check":
    case "refusal":
    case "resume":
    case "elsewhere":
    case "working":
    case "closed":
      return 0;
    case "save":
      return 1;
    case "password":
      return 2;
    case "import":
      return 3;
    case "proof":
      return 4;
    case "done":
      return order.length;
  }
}
