import type { AccessRequest, RequestedData } from './access-request.ts'
import { isCanonicalDid } from './canonical-did.ts'
import { ConsentError } from './errors.ts'
import { actions, type ConsentCoding, type TimeSpan } from './terms.ts'

/**
 * Not part of the package. A request that says something else than its type allows could match no denial: a
 * time that ends before it begins, an action that nobody knows, a custodian whom no statement names.
 *
 * @throws {@link ConsentError} `access_request_malformed`.
 */
export function assertAccessRequest(request: AccessRequest): void {
  const { subject, purposes, action, data, custodian } = request
  if (typeof subject?.system !== 'string' || typeof subject.value !== 'string') {
    throw malformed('/subject')
  }
  if (!areTexts(purposes)) throw malformed('/purposes')
  if (!actions.includes(action)) throw malformed('/action')
  if (custodian !== undefined && !isCanonicalDid(custodian)) throw malformed('/custodian')
  if (!Array.isArray(data)) throw malformed('/data')
  data.forEach((each: RequestedData, index) => {
    if (!isData(each)) throw malformed(`/data/${index}`)
  })
}

const categoryMembers = ['scope', 'types', 'codes', 'period']
const itemMembers = [...categoryMembers, 'labels', 'record', 'related', 'dependsOn', 'authors']
const itemLists = ['related', 'dependsOn', 'authors'] as const

function isData(data: RequestedData): boolean {
  if (typeof data !== 'object' || data === null) return false
  // A member that nobody reads was meant to narrow what is asked for.
  const members = data.scope === 'item' ? itemMembers : categoryMembers
  if (!Object.keys(data).every((name) => members.includes(name))) return false
  if (!areCodings(data.types) || !areCodings(data.codes) || !isSpan(data.period)) return false
  if (data.scope === 'category') return true
  if (data.scope !== 'item' || !areCodings(data.labels)) return false
  if (data.record !== undefined && typeof data.record !== 'string') return false
  return itemLists.every((name) => data[name] === undefined || areTexts(data[name]))
}

function areTexts(list: readonly string[]): boolean {
  return Array.isArray(list) && list.every((each) => typeof each === 'string')
}

function areCodings(list: readonly ConsentCoding[] | undefined): boolean {
  if (list === undefined) return true
  return Array.isArray(list) && list.every(isCoding)
}

function isCoding(coding: ConsentCoding | null): boolean {
  return typeof coding?.system === 'string' && typeof coding.code === 'string'
}

/** An instant is a span of a second: one without length would lie in no period. */
function isSpan(span: TimeSpan | undefined): boolean {
  if (span === undefined) return true
  if (typeof span !== 'object' || span === null) return false
  const { start, end } = span
  const finite = (edge: number | undefined): boolean => edge === undefined || Number.isFinite(edge)
  return finite(start) && finite(end) && !(start !== undefined && end !== undefined && start >= end)
}

function malformed(place: string): ConsentError {
  const what = place === '/action' ? `an action: ${actions.join(', ')}` : `a request: ${place}`
  return new ConsentError('access_request_malformed', `Not ${what}`, { place })
}
