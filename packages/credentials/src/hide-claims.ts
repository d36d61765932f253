import { encodeBase64url, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { assertNotReserved, disclosureDigest, encodeDisclosure } from './disclosure.ts'
import { CredentialError } from './errors.ts'
import { namesOf } from './pointer.ts'

const maxDepth = 32

export interface HiddenClaims {
  /** The claims with digests in place of what is hidden. */
  readonly claims: JsonObject
  readonly disclosures: readonly string[]
}

/**
 * Takes claims out into disclosures of their own and leaves digests. RFC 9901 §4.2.
 *
 * @param pointers - RFC 6901. One below another makes a disclosure within a disclosure.
 * @param decoys - Digests of nothing, added at the top so that the number of claims does not show.
 * @throws {@link CredentialError} `disclosure_not_found`, `disclosure_forbidden`: a claim called
 *   `_sd` or `...`; `credential_claims_invalid`: nested too deeply.
 */
export async function hideClaims(
  claims: JsonObject,
  { pointers, decoys }: { readonly pointers: readonly string[]; readonly decoys: number },
): Promise<HiddenClaims> {
  const disclosures: string[] = []
  const plan = planOf(pointers)
  const hidden = await hideBelow(claims, plan, disclosures, maxDepth)
  assertAllFound(plan)
  const digests = Array.from({ length: decoys }, () => encodeBase64url(randomBytes(32)))
  return { claims: withDigests(hidden as JsonObject, digests), disclosures }
}

interface Plan {
  hide: boolean
  found: boolean
  readonly below: Map<string, Plan>
}

function planOf(pointers: readonly string[]): Plan {
  const root = newPlan()
  for (const pointer of pointers) {
    let plan = root
    for (const name of namesOf(pointer)) {
      const next = plan.below.get(name) ?? newPlan()
      plan.below.set(name, next)
      plan = next
    }
    plan.hide = true
  }
  // The whole payload has no digest of its own.
  root.hide = false
  root.found = true
  return root
}

function newPlan(): Plan {
  return { hide: false, found: false, below: new Map() }
}

function assertAllFound(plan: Plan): void {
  if (!plan.found) throw new CredentialError('disclosure_not_found', 'No such claim')
  for (const below of plan.below.values()) assertAllFound(below)
}

async function hideBelow(
  value: JsonValue,
  plan: Plan | undefined,
  disclosures: string[],
  depthLeft: number,
): Promise<JsonValue> {
  if (typeof value !== 'object' || value === null) return value
  if (depthLeft === 0) {
    throw new CredentialError('credential_claims_invalid', 'Nested too deeply')
  }
  const digests: string[] = []
  const hideMember = async (name: string, member: JsonValue, asElement: boolean) => {
    const memberPlan = plan?.below.get(name)
    const inner = await hideBelow(member, memberPlan, disclosures, depthLeft - 1)
    if (memberPlan !== undefined) memberPlan.found = true
    if (memberPlan?.hide !== true) return { shown: inner }
    const disclosure = encodeDisclosure(asElement ? undefined : name, inner)
    disclosures.push(disclosure)
    return { digest: await disclosureDigest(disclosure) }
  }
  if (Array.isArray(value)) {
    const items: JsonValue[] = []
    for (const [index, item] of value.entries()) {
      const { shown, digest } = await hideMember(String(index), item, true)
      items.push(digest === undefined ? (shown as JsonValue) : { '...': digest })
    }
    return items
  }
  const members: [string, JsonValue][] = []
  for (const [name, member] of Object.entries(value)) {
    assertNotReserved(name)
    const { shown, digest } = await hideMember(name, member, false)
    if (digest === undefined) members.push([name, shown as JsonValue])
    else digests.push(digest)
  }
  return withDigests(Object.fromEntries(members), digests)
}

/** Sorted, so that their order does not tell which is which. RFC 9901 §4.2.4.1. */
function withDigests(object: JsonObject, digests: readonly string[]): JsonObject {
  const earlier = isJsonObject(object) ? ((object['_sd'] ?? []) as readonly string[]) : []
  if (digests.length === 0) return object
  return { ...object, _sd: [...earlier, ...digests].sort() }
}
