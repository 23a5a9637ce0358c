import type { ComponentChildren, JSX } from "preact";

/**
 * A line drawing beside a text that says the same, hidden from assistive technology. Colours are set by class in the
 * style sheet, because a strict content security policy forbids style attributes.
 */
export function Drawing({
  children,
  small = false,
}: {
  readonly children: ComponentChildren;
  readonly small?: boolean;
}): JSX.Element {
  return (
    <svg class={small ? "drawing small" : "drawing"} viewBox="0 0 96 64" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** A text field with its content. */
export function Field({ y, children }: { readonly y: number; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <rect x="18" y={y} width="60" height="11" rx="2" />
      <g transform={`translate(23 ${y + 5.5})`}>{children}</g>
    </>
  );
}

/** A hidden password. */
export function Dots(): JSX.Element {
  return <path class="dots" d="M1 0h36" />;
}

/** A certificate file; `x` and `y` are its upper left corner. */
export function CertificateFile({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return (
    <g transform={`translate(${x} ${y})`}>
      <path class="paper" d="M0 0h19l9 9v27H0zM19 0v9h9M6 10h7M6 16h16" />
      <circle class="tint" cx="14" cy="26" r="5" />
    </g>
  );
}

/** A check mark. */
export function Tick({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return <path class="accent" d={`M${x} ${y}l5 5 9-10`} />;
}
