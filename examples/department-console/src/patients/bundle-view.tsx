import { useLanguage, useWords } from '@fidecura/app-kit'
import { decodeUtf8, isJsonObject, type JsonValue, parseJson } from '@fidecura/base'
import { consentCodeSystems, type DutyObligation } from '@fidecura/consent'
import { explainDuties } from '@fidecura/consent/explain'
import { patientWords } from './patient-words.ts'
import { labelOf } from './requestable.ts'

export interface BundleViewProps {
  /** FHIR JSON, as it was released. */
  readonly bytes: Uint8Array
  readonly duties: readonly DutyObligation[]
}

/** What was released, a line each, and as it is kept; first what binds whoever reads it. */
export function BundleView({ bytes, duties }: BundleViewProps) {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const resources = resourcesOf(bytes)
  return (
    <section className="uses" aria-live="polite">
      <h2>{words.found(resources.length)}</h2>
      {duties.length > 0 && (
        <div className="card">
          <h3>{words.duties}</h3>
          <ul className="lines">
            {explainDuties(duties, { language }).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
      {resources.length === 0 && <p className="muted">{words.nothingInIt}</p>}
      <ul className="rows">
        {resources.map(({ type, title, value, date }, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was released does not change.
          <li key={position} className="use">
            <div>
              <p className="muted small">
                {labelOf({ system: consentCodeSystems.resourceTypes, code: type }, language)}
                {date !== '' && ` · ${date}`}
              </p>
              <p>
                <b>{title}</b> {value}
              </p>
            </div>
          </li>
        ))}
      </ul>
      <details className="card">
        <summary>{words.raw}</summary>
        <pre className="plain-text small">{decodeUtf8(bytes)}</pre>
      </details>
    </section>
  )
}

interface Line {
  readonly type: string
  readonly title: string
  readonly value: string
  readonly date: string
}

function resourcesOf(bytes: Uint8Array): readonly Line[] {
  const bundle = parseJson(bytes, { maxBytes: 16 * 1_048_576 })
  const entries = at(bundle, 'entry')
  const resources = Array.isArray(entries)
    ? entries.map((entry) => at(entry, 'resource'))
    : [bundle]
  return resources.map((resource) => ({
    type: text(at(resource, 'resourceType')),
    title:
      conceptText(at(resource, 'code')) ||
      conceptText(at(resource, 'medicationCodeableConcept')) ||
      conceptText(at(resource, 'type')),
    value: valueText(resource),
    date: (
      text(at(resource, 'effectiveDateTime')) ||
      text(at(resource, 'issued')) ||
      text(at(resource, 'recordedDate')) ||
      text(at(resource, 'authoredOn')) ||
      text(at(resource, 'date'))
    ).slice(0, 10),
  }))
}

function valueText(resource: JsonValue | undefined): string {
  const quantity = at(resource, 'valueQuantity')
  const number = at(quantity, 'value')
  // Decimals are shown as this engine reads them; what counts is the text as it is kept, below.
  if (typeof number === 'number') return `${number} ${text(at(quantity, 'unit'))}`.trim()
  return (
    text(at(resource, 'valueString')) ||
    conceptText(at(resource, 'valueCodeableConcept')) ||
    text(at(resource, 'conclusion')) ||
    text(at(resource, 'description'))
  )
}

function conceptText(concept: JsonValue | undefined): string {
  const [first] = (at(concept, 'coding') ?? []) as readonly JsonValue[]
  return text(at(concept, 'text')) || text(at(first, 'display')) || text(at(first, 'code'))
}

function at(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) ? value[name] : undefined
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
