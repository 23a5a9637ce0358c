import type { ComponentChildren, JSX } from "preact";
import { useFocus } from "../../ui/components/use-focus.ts";
import { StepDrawing, type StepScene } from "../illustrations/step-drawing.tsx";

interface HeadingProps {
  readonly children: ComponentChildren;
  /** The drawing beside the heading. */
  readonly scene?: StepScene;
}

/** A step's heading. It takes the focus when the step appears, so that a screen reader continues from here. */
export function Heading({ children, scene }: HeadingProps): JSX.Element {
  return (
    <h3 class="heading" tabIndex={-1} ref={useFocus()}>
      <span>{children}</span>
      {scene !== undefined && <StepDrawing scene={scene} />}
    </h3>
  );
}
