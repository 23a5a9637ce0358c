import type { JSX } from "preact";

interface SelectProps<Value extends string> {
  readonly name?: string;
  readonly label: string;
  /** The options' values and labels. */
  readonly choices: readonly (readonly [value: Value, shown: string])[];
  readonly chosen: Value | undefined;
  readonly choose: (value: Value) => void;
  /** The label is beside the control, not above it. */
  readonly beside?: boolean;
}

/** A drop-down list with its label. */
export function Select<Value extends string>(props: SelectProps<Value>): JSX.Element {
  const { name, label, choices, chosen, choose, beside = false } = props;
  return (
    <label class={beside ? "field beside" : "field"}>
      <span>{label}</span>
      <select
        name={name}
        value={chosen}
        onChange={({ currentTarget }) => {
          for (const [value] of choices) if (value === currentTarget.value) choose(value);
        }}
      >
        {choices.map(([value, shown]) => (
          <option key={value} value={value}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}
