import type { JSX } from "preact";

interface FieldProps {
  /** Names the field in its form, and on the page: no two fields of a page have the same. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with what was entered. */
  readonly wrong?: string | undefined;
  /** Further attributes; without them it is a required line of text. */
  readonly input?: JSX.IntrinsicElements["input"];
}

/** A field with its label, its hint, and what is wrong with it, bound together for assistive technology. */
export function Field({ name, label, hint, wrong, input }: FieldProps): JSX.Element {
  const [hintId, wrongId] = [`${name}-hint`, `${name}-wrong`];
  const described = [...(hint === undefined ? [] : [hintId]), ...(wrong === undefined ? [] : [wrongId])];
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        required
        aria-describedby={described.length > 0 ? described.join(" ") : undefined}
        aria-invalid={wrong !== undefined}
        {...input}
      />
      {hint !== undefined && (
        <p class="quiet" id={hintId}>
          {hint}
        </p>
      )}
      {wrong !== undefined && (
        <p class="wrong" id={wrongId}>
          {wrong}
        </p>
      )}
    </div>
  );
}
