import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Identifier } from './coding.ts'
import { credentialTypes } from './credential-types.ts'
import { CredentialError } from './errors.ts'
import type { IssuedLabel, SwitchSelection } from './switch-act.ts'

/** What a credential says that its issuer may look for when it has to be turned off. */
export interface Labelled {
  readonly type: string
  readonly subject: string | undefined
  readonly claims: JsonObject
}

/**
 * Subject, numbers of a person, and departments.
 *
 * @param about - Whom it is about beside its subject, as the issuer alone knows.
 */
export function labelsOf(
  { type, subject, claims }: Labelled,
  about?: string,
): readonly IssuedLabel[] {
  const labels: IssuedLabel[] = []
  for (const value of [subject, about]) {
    if (value !== undefined) labels.push({ kind: 'subject', value })
  }
  if (subject !== undefined && type === credentialTypes.issuingAccreditation) {
    labels.push({ kind: 'department', value: subject })
  }
  for (const claim of Object.values(claims)) {
    if (isIdentifier(claim)) labels.push({ kind: 'person', value: personLabel(claim) })
  }
  for (const name of ['organisation', 'department']) {
    const named = claims[name]
    const did = isJsonObject(named) ? named['did'] : undefined
    if (typeof did === 'string') labels.push({ kind: 'department', value: did })
  }
  const seen = new Set<string>()
  return labels.filter(({ kind, value }) => {
    const key = JSON.stringify([kind, value])
    return !seen.has(key) && seen.add(key)
  })
}

/** What a selection looks for in labels. */
export function wantedLabels({
  subject,
  person,
  department,
}: SwitchSelection): readonly IssuedLabel[] {
  return [
    ...(person === undefined ? [] : [{ kind: 'person', value: personLabel(person) } as const]),
    ...(subject === undefined ? [] : [{ kind: 'subject', value: subject } as const]),
    ...(department === undefined ? [] : [{ kind: 'department', value: department } as const]),
  ]
}

const members = ['id', 'type', 'subject', 'person', 'department', 'everything']

/**
 * @throws {@link CredentialError} `switch_selection_refused`: names nothing, beside `everything`
 *   something, or a member that there is not.
 */
export function assertSelection(selection: SwitchSelection): void {
  const { everything, person, ...texts } = selection
  const named = Object.keys(selection)
  const fits =
    named.length > 0 &&
    named.every((name) => members.includes(name)) &&
    (everything === undefined ? true : everything === true && named.length === 1) &&
    (person === undefined ? !named.includes('person') : isIdentifier({ ...person })) &&
    Object.values(texts).every((text) => typeof text === 'string' && text !== '')
  if (fits) return
  throw new CredentialError('switch_selection_refused', 'Names nothing that can be looked for')
}

/** As JSON, since no separator is safe between texts of others. */
function personLabel({ system, value }: Identifier): string {
  return JSON.stringify([system, value])
}

function isIdentifier(claim: JsonValue | undefined): claim is Identifier {
  return (
    isJsonObject(claim) &&
    typeof claim['system'] === 'string' &&
    typeof claim['value'] === 'string' &&
    Object.keys(claim).length === 2
  )
}
