import { createPublicKey, verify } from 'node:crypto'
import { bitstringPeer, tokenPeer } from '../peers/status-lists.mjs'
import { bigListEntries, bigListLength } from './big-list.mjs'
import { ourName } from './our-verification.mjs'
import { alterSignature, mustAccept, mustRefuse } from './refusals.mjs'
import { listUrl } from './status-subject.mjs'
import { flat, validity } from './subject.mjs'

/**
 * A signed list of a million entries, read by `createStatusReader` with every check on.
 *
 * @returns What reads it the first time, what reads it from then on, and the same list for the others.
 */
export async function ourBigList({ base, identity, credentials }, format) {
  const { now, until } = validity()
  const signer = await identity.generateSigner({ method: 'key', algorithm: 'ES256' })
  const entries = bigListEntries()
  const content = {
    format,
    url: listUrl,
    size: bigListLength,
    entries,
    issuedAt: base.epochSeconds(now),
    validUntil: base.epochSeconds(until),
    ...(format === 'bitstring' ? { purpose: 'revocation' } : {}),
  }
  const token = flat(await credentials.issueStatusList(content, { signer }))
  const context = { issuer: signer.did, now: base.epochSeconds(now), maxAgeSeconds: 60 }
  const resolve = identity.createResolver({ methods: { key: identity.resolveDidKey } })
  const keyCache = identity.createKeyCache()
  const readerOf = (text) => {
    const list = async () => ({ token: text, fetchedAt: context.now })
    return credentials.createStatusReader({ source: { list }, resolve, keyCache })
  }
  const entryOf = (index) => ({ kind: format, list: listUrl, index, purpose: 'revocation' })
  const revoked = entryOf(entries[0].index)
  const valid = entryOf(entries.some(({ index }) => index === 77) ? 78 : 77)
  const mustSay = (reading, value) => {
    if (reading.value !== value) throw new Error('Another status than the list says')
  }
  const readFirst = async (text, entry, value) =>
    mustSay(await readerOf(text).read(entry, context), value)

  await mustAccept(ourName, 'a list', () => readFirst(token, valid, 'valid'))
  await mustAccept(ourName, 'a list', () => readFirst(token, revoked, 'revoked'))
  await mustRefuse(ourName, 'an altered list', () =>
    readFirst(alterSignature(token), valid, 'valid'),
  )
  const { encoded, peer } = asPeersReadIt(token, format, revoked.index)
  return {
    token,
    jwk: signer.publicKey,
    encoded,
    peer,
    first: { name: ourName, run: () => readFirst(token, valid, 'valid') },
    again: async () => {
      const reader = readerOf(token)
      await reader.read(valid, context)
      const asked = Array.from({ length: 1024 }, (_, i) => entryOf((i * 977) % bigListLength))
      return { name: ourName, sync: true, run: (i) => reader.read(asked[i & 1023], context).value }
    },
  }
}

/** What even a reader that did nothing but unpack would have to do to know whose list it is. */
export function withSignature({ token, jwk }, unpack) {
  const dot = token.lastIndexOf('.')
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const signature = Buffer.from(token.slice(dot + 1), 'base64url')
  const run = () => {
    unpack()
    const data = Buffer.from(token.slice(0, dot))
    if (!verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)) {
      throw new Error('The bare operation refuses')
    }
  }
  return { name: 'bare zlib and the signature', sync: true, run }
}

function asPeersReadIt(token, format, index) {
  const payload = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
  if (format === 'bitstring') {
    const { encodedList } = payload.credentialSubject
    return { encoded: encodedList.slice(1), peer: bitstringPeer(encodedList, index, true) }
  }
  const { bits, lst } = payload.status_list
  return { encoded: lst, peer: tokenPeer(lst, bits, index, 1) }
}
