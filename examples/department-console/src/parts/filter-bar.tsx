import type { ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'

interface FilterChoice<T extends string> {
  readonly id: T
  readonly label: ReactNode
  readonly count?: number
}

export interface FilterBarProps<T extends string> {
  readonly label: string
  readonly choices: readonly FilterChoice<T>[]
  readonly chosen: T
  readonly onChoose: (id: T) => void
}

/** One of a few, as buttons side by side that say how many there are. */
export function FilterBar<T extends string>(props: FilterBarProps<T>) {
  const { label, choices, chosen, onChoose } = props
  return (
    <fieldset className="filter-bar">
      <legend className="only-spoken">{label}</legend>
      {choices.map(({ id, label: text, count }) => (
        <Button
          key={id}
          className="filter"
          aria-pressed={id === chosen}
          onPress={() => onChoose(id)}
        >
          {text}
          {count !== undefined && <span className="filter-count">{count}</span>}
        </Button>
      ))}
    </fieldset>
  )
}
