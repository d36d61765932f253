import type { Conditions } from '../terms.ts'
import { external, isAsWritten, policyUris } from './policies.ts'
import { refuse, type Source } from './source.ts'

/** What one of the policies that PCF defines says of purposes. 1:53.2.1. */
interface PcfPolicy {
  /** Meant where none is named. */
  readonly purposes?: readonly string[]
  /** Everything else is denied, rather than left open. */
  readonly closed?: true
}

const base = 'https://profiles.ihe.net/ITI/PCF/Policy-'

const defined: ReadonlyMap<string, PcfPolicy> = /* @__PURE__ */ new Map<string, PcfPolicy>([
  [`${base}basic-normal`, { purposes: ['TREAT'] }],
  [`${base}all-normal`, {}],
  [`${base}break-glass-only`, { purposes: ['BTG'], closed: true }],
  [`${base}deny`, { purposes: [], closed: true }],
])

/**
 * What a permit is under the policies that the consent names.
 *
 * @throws `ConsentError` `consent_source_policy_external` for one that nobody vouches for,
 *   `consent_source_policy_contradicted` for one that denies what is permitted here.
 */
export function underPolicies(source: Source, permit: Conditions): Conditions {
  let { purposes } = permit
  policyUris(source).forEach((uri, index) => {
    if (isAsWritten(source, uri)) return
    const policy = defined.get(uri)
    if (policy === undefined) throw external(index)
    purposes ??= policy.purposes
    const within = policy.purposes ?? []
    const denied =
      policy.closed && (within.length === 0 || !purposes?.every((code) => within.includes(code)))
    if (denied) {
      throw refuse(
        'consent_source_policy_contradicted',
        `/policy/${index}`,
        'The policy denies what a provision permits',
      )
    }
  })
  return purposes === undefined ? permit : { ...permit, purposes }
}
