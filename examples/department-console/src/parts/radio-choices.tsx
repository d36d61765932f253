import { useId } from 'react'

export interface RadioChoicesProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly onChange: (id: string) => void
}

/** One of a few that are all seen at once. */
export function RadioChoices({ label, value, choices, onChange }: RadioChoicesProps) {
  const name = useId()
  return (
    <fieldset className="choices">
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className="check">
          <input
            type="radio"
            name={name}
            checked={choice.id === value}
            onChange={() => onChange(choice.id)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
