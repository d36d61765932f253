/** Autumn 2026; nothing here looks at the clock of the machine. */
export const noon = 1_795_348_800
export const listUrl = 'https://hospital.example/status/1'
const day = 86_400

/** A root that issues what the checks need, and a verifier that trusts it. */
export async function createSetting({ base, identity, credentials }, { algorithm } = {}) {
  const generate = () => identity.generateSigner({ algorithm: algorithm ?? 'ES256' })
  const [root, holder] = [await generate(), await generate()]
  const now = base.epochSeconds(noon)
  const period = {
    issuedAt: now,
    validFrom: now,
    validUntil: base.epochSeconds(noon + 90 * day),
  }
  const { resolveDidJwk, resolveDidKey } = identity
  const resolve = identity.createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
  const verifierWith = (options) =>
    credentials.createVerifier({
      roots: [
        {
          did: root.did,
          types: ['urn:example:badge:1', ...Object.values(credentials.credentialTypes)],
        },
      ],
      resolve,
      clock: () => now,
      ...options,
    })
  const issue = (contents, format) =>
    credentials.issueCredential(
      { subject: holder.did, holderKey: holder.publicKey, ...period, ...contents },
      { signer: root, format },
    )
  return { root, holder, now, period, resolve, verifierWith, issue }
}

/** A list of one of the two formats, to be found in memory. */
export async function statusOf({ credentials }, { root, now, period }, format, entries = []) {
  const { validUntil } = period
  const purpose = format === 'bitstring' ? { purpose: 'revocation' } : {}
  const content = { format, url: listUrl, entries, issuedAt: now, validUntil, ...purpose }
  const token = await credentials.issueStatusList(content, { signer: root })
  return { token, source: sourceOf({ credentials }, token, now) }
}

export function sourceOf({ credentials }, token, fetchedAt) {
  return credentials.createMemoryStatusSource({ lists: [{ url: listUrl, token, fetchedAt }] })
}

export function entryOf(format, index) {
  const place = { list: listUrl, index }
  return format === 'token'
    ? { kind: 'token', ...place }
    : { kind: 'bitstring', ...place, purpose: 'revocation' }
}
