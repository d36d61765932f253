import { Check } from './fields.tsx'

export interface CheckListProps {
  readonly label: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly chosen: ReadonlySet<string>
  readonly onChange: (chosen: ReadonlySet<string>) => void
}

/** Any of a few. */
export function CheckList({ label, choices, chosen, onChange }: CheckListProps) {
  return (
    <fieldset className="choices choices-grid">
      <legend>{label}</legend>
      {choices.map(({ id, label: text }) => (
        <Check
          key={id}
          label={text}
          isChecked={chosen.has(id)}
          onChange={(isChecked) => {
            const next = new Set(chosen)
            isChecked ? next.add(id) : next.delete(id)
            onChange(next)
          }}
        />
      ))}
    </fieldset>
  )
}
