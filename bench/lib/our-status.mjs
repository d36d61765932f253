import { listLength, listUrl, revokedIndex } from './status-subject.mjs'
import { validity } from './subject.mjs'

/** A bitstring list of ours in memory: what an entry in it looks like and what a verifier needs. */
export async function createStatus(ours, signer, url = listUrl) {
  const { now, until } = validity()
  const content = {
    format: 'bitstring',
    url,
    size: listLength,
    purpose: 'revocation',
    entries: [{ index: revokedIndex, value: 'revoked' }],
    issuedAt: ours.base.epochSeconds(now),
    validUntil: ours.base.epochSeconds(until),
  }
  const token = await ours.credentials.issueStatusList(content, { signer })
  return {
    url,
    token,
    entry: (index) => ({ kind: 'bitstring', list: url, index, purpose: 'revocation' }),
  }
}

/** Options for a verifier that finds these lists in memory. */
export function statusOptions({ base }, lists) {
  const tokens = new Map(lists.map(({ url, token }) => [url, token]))
  const fetchedAt = base.epochSeconds(validity().now)
  const list = async (url) => ({ token: tokens.get(url), fetchedAt })
  // The run is longer than the minute that a list may be old by default.
  return { status: { list }, maxStatusAgeSeconds: 3600 }
}
