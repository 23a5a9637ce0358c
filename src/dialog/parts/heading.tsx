import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { StepDrawing, type StepScene } from "../illustrations/step-drawing.tsx";

interface HeadingProps {
  readonly children: ComponentChildren;
  /** The drawing beside it. */
  readonly scene?: StepScene;
}

/** A step's heading. It takes the focus when the step appears, so that a screen reader reads on from here. */
export function Heading({ children, scene }: HeadingProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h3 class="heading" tabIndex={-1} ref={heading}>
      <span>{children}</span>
      {scene !== undefined && <StepDrawing scene={scene} />}
    </h3>
  );
}
