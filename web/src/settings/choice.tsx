import { useId } from "preact/hooks";

/** Radio buttons that look like a segmented switch. */
export function Choice<Value extends string>({
  name,
  value,
  choices,
  onChoose,
}: {
  name: string;
  value: Value;
  choices: [Value, string][];
  onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <fieldset class="choice">
      <legend>{name}</legend>
      <div class="choice-row">
        {choices.map(([choice, label]) => (
          <label key={choice}>
            <input
              type="radio"
              name={id}
              value={choice}
              checked={choice === value}
              onChange={() => onChoose(choice)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
