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

/** A window with its title bar. */
export function Window({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <rect class="paper" x="10" y="6" width="76" height="52" rx="4" />
      <path d="M10 16h76M15 11h1M21 11h1" />
      {children}
    </>
  );
}

/** The button to press, with the pointer on it. */
export function Press({ x = 58, y = 44 }: { readonly x?: number; readonly y?: number }): JSX.Element {
  return (
    <>
      <rect class="press" x={x} y={y} width="22" height="8" rx="2" />
      <Pointer x={x + 15} y={y + 4} />
    </>
  );
}

/** A mouse pointer. */
export function Pointer({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return <path class="pointer" d={`M${x} ${y}v13l3.5-3 2.5 5 3-1.5-2.5-5h4.5z`} />;
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
