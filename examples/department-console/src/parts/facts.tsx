export interface FactsProps {
  /** What is not known or not said is left out. */
  readonly facts: readonly (readonly [term: string, value: string | undefined])[]
  readonly className?: string
}

/** What is known of something, each by its name. */
export function Facts({ facts, className = 'facts facts-row' }: FactsProps) {
  return (
    <dl className={className}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
