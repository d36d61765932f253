import { type ReactNode, useId } from 'react'

export interface TextFieldProps {
  readonly label: ReactNode
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly type?: 'text' | 'date' | 'search'
  readonly isLong?: boolean
  readonly maxLength?: number
  readonly max?: string
  readonly inputMode?: 'text' | 'numeric'
}

/** A line, or a few, with its name above and a hint below. */
export function Field(props: TextFieldProps) {
  const { label, value, onChange, hint, type = 'text', isLong = false, ...rest } = props
  const id = useId()
  const shared = {
    id,
    value,
    maxLength: 600,
    autoComplete: 'off',
    ...rest,
    ...(hint !== undefined && { 'aria-describedby': `${id}-hint` }),
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {isLong ? (
        <textarea {...shared} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input {...shared} type={type} onChange={(event) => onChange(event.target.value)} />
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="muted small">
          {hint}
        </p>
      )}
    </div>
  )
}

export interface ChoiceProps<T extends string> {
  readonly label: ReactNode
  readonly value: T
  readonly choices: readonly { readonly id: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** One of several, by what every system has for it. */
export function ChoiceField<T extends string>({ label, value, choices, onChange }: ChoiceProps<T>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  )
}

export interface CheckProps {
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
  /** Shown, or only spoken where a line says already what it is for. */
  readonly label: string
  readonly isLabelSpoken?: boolean
}

export function Check({ isChecked, onChange, label, isLabelSpoken = false }: CheckProps) {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={isLabelSpoken ? 'only-spoken' : ''}>{label}</span>
    </label>
  )
}
