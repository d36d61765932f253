import type { Statement } from '../statement.ts'
import { type Action, type ConsentCoding, consentCodeSystems, type Rule } from '../terms.ts'

/** One purpose for which something is permitted. What is excepted from it, the text of the statement says. */
export interface PurposeEntry {
  readonly purpose: ConsentCoding
  readonly lawful_basis: 'consent'
  /** Kinds and contents that a permit for this purpose names; `all` where one names none. */
  readonly pii_information: 'all' | readonly ConsentCoding[]
  readonly processing_method: 'all' | readonly Action[]
  readonly pii_controllers: readonly string[]
  readonly recipient_third_parties: readonly string[]
}

/** The purposes of a consent, in the order in which it names them; of what forbids there are none. */
export function purposeEntries(statement: Statement): readonly PurposeEntry[] {
  if (statement.kind !== 'consent') return []
  const permits = permitsBelow(statement.terms.rule, {})
  const codes = [...new Set(permits.flatMap(({ purposes }) => purposes))]
  const pii_controllers = [statement.controller.did]
  const recipient_third_parties = [statement.grantee.did]
  return codes.map((code) => {
    const named = permits.filter(({ purposes }) => purposes.includes(code))
    return {
      purpose: { system: consentCodeSystems.actReason, code },
      lawful_basis: 'consent',
      pii_information: unionOf(named.map(({ data }) => data)),
      processing_method: unionOf(named.map(({ actions }) => actions)),
      pii_controllers,
      recipient_third_parties,
    }
  })
}

/** What a rule says, with what those above it said where it says nothing. */
interface Said {
  readonly purposes?: readonly string[] | undefined
  readonly actions?: readonly Action[] | undefined
  readonly data?: readonly ConsentCoding[] | undefined
}

interface Permit {
  readonly purposes: readonly string[]
  readonly actions: readonly Action[] | undefined
  readonly data: readonly ConsentCoding[] | undefined
}

function permitsBelow({ effect, conditions, children }: Rule, above: Said): readonly Permit[] {
  const { types, codes } = conditions
  const data =
    types === undefined && codes === undefined ? above.data : [...(types ?? []), ...(codes ?? [])]
  const purposes = conditions.purposes ?? above.purposes
  const actions = conditions.actions ?? above.actions
  const own = { purposes: purposes ?? ['PurposeOfUse'], actions, data }
  return [
    ...(effect === 'permit' ? [own] : []),
    ...children.flatMap((child) => permitsBelow(child, { purposes, actions, data })),
  ]
}

/** One that says nothing says everything. */
function unionOf<T>(lists: readonly (readonly T[] | undefined)[]): 'all' | readonly T[] {
  const said: T[] = []
  for (const list of lists) {
    if (list === undefined) return 'all'
    said.push(...list)
  }
  return [...new Map(said.map((each) => [JSON.stringify(each), each])).values()]
}
