import type { JSX } from "preact";

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** What is wrong with it. */
  readonly wrong: string | undefined;
  readonly autocomplete: "off" | "one-time-code";
}

/** A field with its label, its hint, and what is wrong with it, bound together for assistive technology. */
export function TextField({ name, label, hint, wrong, autocomplete }: TextFieldProps): JSX.Element {
  const described = wrong === undefined ? `${name}-hint` : `${name}-hint ${name}-wrong`;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        type="text"
        required
        autocomplete={autocomplete}
        autocapitalize="off"
        spellcheck={false}
        maxLength={80}
        aria-describedby={described}
        aria-invalid={wrong !== undefined}
      />
      <p class="quiet" id={`${name}-hint`}>
        {hint}
      </p>
      {wrong !== undefined && (
        <p class="wrong" id={`${name}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}
