import { systemClock } from '@fidecura/base'
import {
  createPresentation,
  createVerifier,
  issueCredential,
  presentCredential,
} from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'

import { vcJwt11 } from '@fidecura/credentials/vcdm-1'

import { createRdfcSuites } from '@fidecura/data-integrity-rdf'
import {
  createResolver,
  decodeJws,
  generateSigner,
  resolveDidJwk,
  resolveDidKey,
  signJws,
  verifyDidJws,
} from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022, signDocument } from '@fidecura/identity/data-integrity'
import {
  audience,
  badgeContext,
  badgeContextJson,
  credentialType,
  grade,
  holder,
  nonce,
  period,
} from './subject.mjs'

const { eddsaRdfc2022, ecdsaRdfc2019 } = createRdfcSuites({
  contexts: { [badgeContext]: badgeContextJson },
})
const all = [eddsaRdfc2022, ecdsaRdfc2019, eddsaJcs2022, ecdsaJcs2019]
const named = new Map(all.map((suite) => [suite.name, suite]))
const formats = [dataIntegrity({ suites: all }), vcJwt11()]
const resolve = createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
const relationship = 'assertionMethod'

/**
 * What we sign: a text, and what somebody needs who verifies it.
 *
 * @returns `{ token, issuer, jwk, keyId }`.
 */
export async function issueOurs(format, algorithm) {
  const signer = await generateSigner({ method: 'key', algorithm })
  const about = { issuer: signer.did, jwk: signer.publicKey, keyId: signer.keyId }
  if (format === 'bare JWS') {
    return { token: await signJws({ grade }, { signer, typ: 'note+jwt' }), ...about }
  }
  if (format === 'dc+sd-jwt') return { token: await presentOurs(signer), ...about }
  if (format === 'vc+jwt') return { token: await issue(signer, { format }), ...about }
  const [name, kind] = format.split(', ')
  const suite = named.get(name)
  const codec = dataIntegrity({ suites: [suite], contexts: [badgeContext] })
  if (kind === 'presented') return { ...(await presentDocument(signer, codec)), ...about }
  const token = await issue(signer, { format: codec })
  if (kind === undefined) return { token, ...about }
  const set = await signDocument(JSON.parse(token), { signer, suite, created: period.now })
  return { token: JSON.stringify(set), ...about }
}

/** Throws where it is not good. */
export async function verifyOurs(format, { token, issuer }) {
  const now = systemClock()
  if (format === 'bare JWS') {
    const options = { issuer, typ: 'note+jwt', relationship, resolve, at: now, now }
    await verifyDidJws(decodeJws(token), options)
    return
  }
  const roots = [{ did: issuer, types: [credentialType] }]
  const verifier = createVerifier({ roots, resolve, clock: systemClock, formats })
  const isPresented = format === 'dc+sd-jwt' || format.endsWith(', presented')
  if (isPresented) await verifier.verifyPresentation(token, { audience, nonce })
  else await verifier.verifyCredential(token)
}

function issue(signer, options, more = {}) {
  const { now, from, until } = period
  const instants = { issuedAt: now, validFrom: from, validUntil: until }
  const contents = { type: credentialType, subject: holder, claims: { grade }, ...instants }
  return issueCredential({ ...contents, ...more }, { signer, ...options })
}

async function presentOurs(signer) {
  const holderSigner = await generateSigner({ method: 'key', algorithm: signer.algorithm })
  const holderKey = holderSigner.publicKey
  const credential = await issue(signer, { format: 'dc+sd-jwt' }, { holderKey })
  const options = { disclose: 'all', signer: holderSigner, audience, nonce }
  return presentCredential(credential, { ...options, issuedAt: period.now })
}

/** Bound to its holder by being about them. */
async function presentDocument(signer, format) {
  const by = await generateSigner({ method: 'key', algorithm: signer.algorithm })
  const credential = await issue(signer, { format }, { subject: by.did })
  const options = { format, disclose: 'all', signer: by, audience, nonce, issuedAt: period.now }
  return { token: await createPresentation([credential], options), holder: by.did }
}
