import { useId } from 'react'

export interface LinkTextProps {
  readonly label: string
  readonly link: string
}

/** A link to be marked and copied by hand, too long to be read. */
export function LinkText({ label, link }: LinkTextProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="link-text"
        readOnly
        value={link}
        onFocus={(event) => event.target.select()}
      />
    </div>
  )
}
