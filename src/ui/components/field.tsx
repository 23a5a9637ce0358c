import type { ComponentChildren, JSX } from "preact";

interface FieldProps {
  /** The field's name in its form, and its id: unique on the page. */
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: string;
  /** Why the input is invalid. */
  readonly error?: string | undefined;
  /** Further attributes; by default, the input is a required text field. */
  readonly input?: JSX.IntrinsicElements["input"];
}

/** A field with its label, hint and error, associated for assistive technology. */
export function Field({ name, label, hint, error, input }: FieldProps): JSX.Element {
  const [hintId, errorId] = [`${name}-hint`, `${name}-wrong`];
  const described = [...(hint === undefined ? [] : [hintId]), ...(error === undefined ? [] : [errorId])];
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        required
        aria-describedby={described.length > 0 ? described.join(" ") : undefined}
        aria-invalid={error !== undefined}
        {...input}
      />
      {hint !== undefined && (
        <p class="quiet" id={hintId}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p class="wrong" id={errorId}>
          {error}
        </p>
      )}
    </div>
  );
}
