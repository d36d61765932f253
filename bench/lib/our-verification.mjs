import { createStatus, statusOptions } from './our-status.mjs'
import { alterClaims, alterSignature, mustAccept, mustRefuse } from './refusals.mjs'
import { indexOf, revokedIndex } from './status-subject.mjs'
import { claims, credentialId, flat, pool, validity } from './subject.mjs'

export const ourType = 'urn:example:credential:hospital-badge:1'
export const ourName = 'ours'

/** What the everyday verifier of a service would be given. */
export function createOurVerifier(
  { base, identity, credentials },
  { root, types = [ourType], ...options },
) {
  return credentials.createVerifier({
    roots: [{ did: root, types }],
    resolve: identity.createResolver({ methods: { key: identity.resolveDidKey } }),
    clock: () => base.epochSeconds(Date.now() / 1000),
    ...options,
  })
}

/**
 * `vc+jwt` credentials through `createVerifier` and `verifyCredential`, with every check on.
 *
 * @returns The participant, and the tokens and key that the bare operation needs.
 */
export async function ourVerification(ours, { algorithm, status = false }) {
  const signer = await ours.identity.generateSigner({ method: 'key', algorithm })
  const list = status ? await createStatus(ours, signer) : undefined
  const issue = (i, options) => issueOurs(ours, signer, i, options)
  const place = (index) => (list === undefined ? {} : { status: list.entry(index) })
  const tokens = await Promise.all(pool.map((i) => issue(i, place(indexOf(i)))))
  const verifier = createOurVerifier(ours, {
    root: signer.did,
    ...(list === undefined ? {} : statusOptions(ours, [list])),
  })
  const verify = (token) => verifier.verifyCredential(token)

  await mustAccept(ourName, 'a good credential', () => verify(tokens[0]))
  if (status) {
    const revoked = await issue(0, place(revokedIndex))
    await mustRefuse(ourName, 'a revoked credential', () => verify(revoked))
  }
  const altered = alterClaims(tokens[0], ({ credentialSubject }) => {
    credentialSubject.department.name = 'Surgery'
  })
  const expired = await issue(0, { ...place(indexOf(0)), expired: true })
  await mustRefuse(ourName, 'an altered claim', () => verify(altered))
  await mustRefuse(ourName, 'an altered signature', () => verify(alterSignature(tokens[0])))
  await mustRefuse(ourName, 'an expired credential', () => verify(expired))
  return {
    participant: { name: ourName, run: (i) => verify(tokens[i % tokens.length]) },
    tokens,
    jwk: signer.publicKey,
  }
}

export async function issueOurs({ credentials }, signer, i, { expired = false, ...more } = {}) {
  const { from, until } = validity()
  const past = expired ? 2 * 365 * 86400 : 0
  const options = {
    type: ourType,
    id: credentialId(i),
    subject: 'did:example:holder',
    claims,
    issuedAt: from - past,
    validFrom: from - past,
    validUntil: until - past,
    ...more,
  }
  return flat(await credentials.issueCredential(options, { signer, format: 'vc+jwt' }))
}
