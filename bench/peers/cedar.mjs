import {
  getCedarSDKVersion,
  preparsePolicySet,
  statefulIsAuthorized,
} from '@cedar-policy/cedar-wasm/nodejs'
import { mustAccept, mustRefuse } from '../lib/refusals.mjs'

export const cedar = `Cedar ${getCedarSDKVersion()} wasm`

const policySet = 'statements'

/**
 * Cedar with its policies parsed before the clock starts.
 *
 * @param question - What `../lib/decision-subject.mjs` asks of both.
 */
export async function cedarDecides({ departments, record, period, request }) {
  const staticPolicies = Object.fromEntries(
    departments.map((department) => [department, policyOf(department, record, period)]),
  )
  const parsed = preparsePolicySet(policySet, { staticPolicies })
  if (parsed.type !== 'success') throw new Error('Cedar does not take the policies')
  const decide = (changes = {}) => {
    const answer = statefulIsAuthorized(callOf({ ...request, ...changes }))
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) {
      throw new Error('Cedar could not decide')
    }
    if (answer.response.decision !== 'allow') throw new Error('denied')
  }
  await mustAccept(cedar, 'what is permitted', () => decide())
  await mustRefuse(cedar, 'research', () => decide({ purposes: ['HRESCH'] }))
  await mustRefuse(cedar, 'another record', () => decide({ record: 'R-0002' }))
  await mustRefuse(cedar, 'another department', () => decide({ department: 'did:web:x.example' }))
  await mustRefuse(cedar, 'a time after the period', () => decide({ at: period.until }))
  await mustRefuse(cedar, 'psychiatry notes', () => decide({ sensitivity: 'PSY' }))
  return { name: cedar, sync: true, run: () => decide() }
}

function policyOf(department, record, { from, until }) {
  return `permit (
      principal == Department::"${department}",
      action == Action::"access",
      resource
    )
    when {
      resource.record == "${record}" &&
      context.at >= ${from} && context.at < ${until} &&
      ["TREAT"].containsAll(context.purposes) &&
      ["laboratory", "note"].contains(resource.category)
    }
    unless { resource.sensitivity == "PSY" };`
}

function callOf({ department, record, at, purposes, category, sensitivity }) {
  const uid = { type: 'Data', id: 'requested' }
  return {
    principal: { type: 'Department', id: department },
    action: { type: 'Action', id: 'access' },
    resource: uid,
    context: { at, purposes },
    preparsedPolicySetId: policySet,
    entities: [{ uid, attrs: { record, category, sensitivity }, parents: [] }],
  }
}
