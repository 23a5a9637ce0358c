import type { JSX } from "preact";

interface ChoicesProps<Value extends string> {
  readonly name: string;
  readonly legend: string;
  /** The values and their labels. */
  readonly choices: readonly (readonly [value: Value, shown: string])[];
  readonly chosen: Value;
  readonly choose: (value: Value) => void;
}

/** A choice of a few, all in sight: one press, where a drop-down list needs two. */
export function Choices<Value extends string>({ name, legend, choices, chosen, choose }: ChoicesProps<Value>): JSX.Element {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {choices.map(([value, shown]) => (
        <label key={value} class="check">
          <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
          <span>{shown}</span>
        </label>
      ))}
    </fieldset>
  );
}
