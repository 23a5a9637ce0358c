import type { ComponentChildren, JSX } from "preact";

type ButtonAttributes = JSX.IntrinsicElements["button"];

interface ButtonProps extends Pick<
  ButtonAttributes,
  "aria-describedby" | "aria-disabled" | "aria-label" | "disabled" | "lang" | "onClick"
> {
  readonly children: ComponentChildren;
  /** `primary`: the main action; `danger`: one that cannot be undone; `link`: within a line of text. */
  readonly kind?: "primary" | "danger" | "link" | undefined;
}

/** A button for an action on this page. `aria-disabled` keeps it focusable while its action is running. */
export function Button({ kind, ...attributes }: ButtonProps): JSX.Element {
  return <button type="button" class={kind === "link" ? kind : kind ? `button ${kind}` : "button"} {...attributes} />;
}

/** The button that submits a form. */
export function Submit(attributes: Pick<ButtonProps, "aria-disabled" | "children">): JSX.Element {
  return <button type="submit" class="button primary" {...attributes} />;
}
