import { listLength, listUrl, revokedIndex } from './status-subject.mjs'
import { validity } from './subject.mjs'

/** A bitstring list of ours in memory: what an entry in it looks like and what a verifier needs. */
export async function createStatus({ base, credentials }, signer) {
  const { now, until } = validity()
  const token = await credentials.issueStatusList({
    format: 'bitstring',
    url: listUrl,
    size: listLength,
    purpose: 'revocation',
    entries: [{ index: revokedIndex, value: 1 }],
    signer,
    issuedAt: base.epochSeconds(now),
    validUntil: base.epochSeconds(until),
  })
  const list = async () => ({ token, fetchedAt: base.epochSeconds(now) })
  return {
    entry: (index) => ({ kind: 'bitstring', list: listUrl, index, purpose: 'revocation' }),
    verifierOptions: { status: { list }, maxStatusAgeSeconds: 3600 },
  }
}
