import { webcrypto } from 'node:crypto'
import { digest, ES256, generateSalt } from '@sd-jwt/crypto-nodejs'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { createPeerKey } from '../lib/peer-key.mjs'
import { alterClaims, alterSignature, mustAccept, mustRefuse } from '../lib/refusals.mjs'
import { flat, pool, tenClaims, validity } from '../lib/subject.mjs'

export const sdJwtVc = '@sd-jwt/sd-jwt-vc 0.19'

const audience = 'https://platform.example'
const nonce = 'n-0S6_WzA2Mj'

/**
 * Presentations with ten disclosures and key binding, verified with the library's own Web Crypto
 * verifiers. Issuer and age of the key binding it leaves to the caller; the audience too, so it is
 * compared here.
 *
 * @param options - `holders`: how many different holder keys. `cached`: whether the verifier of a
 *   holder's key is kept from one presentation to the next.
 */
export async function sdJwtVcVerifies(issuer, { holders, cached }) {
  const presentations = await presentAll(issuer, holders)
  const verifier = createVerifier(await verifierOf(issuer), cached)
  const verify = async (presentation) => {
    const { kb } = await verifier.verify(presentation, { keyBindingNonce: nonce })
    if (kb.payload.aud !== audience) throw new Error('another audience')
  }
  await mustAccept(sdJwtVc, 'a good presentation', () => verify(presentations[0]))
  await refusesAltered(presentations[0], verify)
  return { name: sdJwtVc, run: (i) => verify(presentations[i % presentations.length]) }
}

function createVerifier(issuerVerifier, cached) {
  const kept = new Map()
  const holderVerifier = async (jwk) => {
    const name = `${jwk.x}.${jwk.y}`
    const known = kept.get(name)
    if (known !== undefined) return known
    const made = await verifierOf({ algorithm: jwk.kty === 'EC' ? 'ES256' : 'EdDSA', jwk })
    if (cached) kept.set(name, made)
    return made
  }
  return new SDJwtVcInstance({
    hasher: digest,
    hashAlg: 'sha-256',
    verifier: issuerVerifier,
    kbVerifier: async (data, signature, payload) =>
      (await holderVerifier(payload.cnf.jwk))(data, signature),
  })
}

/** The library brings ES256; Ed25519 is written as its ES256 is, on Web Crypto. */
async function verifierOf({ algorithm, jwk }) {
  if (algorithm === 'ES256') return ES256.getVerifier(jwk)
  const key = await webcrypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])
  return (data, signature) =>
    webcrypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'base64url'), Buffer.from(data))
}

async function presentAll(issuer, holders) {
  const keys = await Promise.all(pool.slice(0, holders).map(() => createPeerKey(issuer.algorithm)))
  return Promise.all(pool.map((i) => present(issuer, keys[i % keys.length])))
}

async function present(issuer, holder) {
  const { now, from, until } = validity()
  const instance = new SDJwtVcInstance({
    hasher: digest,
    hashAlg: 'sha-256',
    saltGenerator: generateSalt,
    signer: async (data) => issuer.sign(data),
    signAlg: issuer.algorithm,
    kbSigner: async (data) => holder.sign(data),
    kbSignAlg: holder.algorithm,
  })
  const names = Object.keys(tenClaims)
  const credential = await instance.issue(
    {
      iss: issuer.did,
      vct: 'https://hospital.example/types/badge/1',
      iat: now,
      nbf: from,
      exp: until,
      cnf: { jwk: holder.jwk },
      ...tenClaims,
    },
    { _sd: names },
    { header: { kid: issuer.keyId } },
  )
  const disclosed = Object.fromEntries(names.map((name) => [name, true]))
  const kb = { payload: { iat: now, aud: audience, nonce } }
  return flat(await instance.present(credential, disclosed, { kb }))
}

async function refusesAltered(presentation, verify) {
  const [jwt, ...rest] = presentation.split('~')
  const disclosures = rest.slice(0, -1)
  const binding = rest.at(-1)
  const [salt, name] = JSON.parse(Buffer.from(disclosures[0], 'base64url').toString())
  const other = Buffer.from(JSON.stringify([salt, name, 'Mallory'])).toString('base64url')
  const join = (...parts) => parts.join('~')
  const cases = {
    'an altered claim': join(alterClaims(jwt, shiftExpiry), ...rest),
    'an altered signature': join(alterSignature(jwt), ...rest),
    'an altered disclosure': join(jwt, other, ...disclosures.slice(1), binding),
    'a disclosure left out after binding': join(jwt, ...disclosures.slice(1), binding),
    'an altered key binding': join(jwt, ...disclosures, alterSignature(binding)),
    'no key binding': join(jwt, ...disclosures, ''),
  }
  for (const [what, altered] of Object.entries(cases)) {
    await mustRefuse(sdJwtVc, what, () => verify(altered))
  }
}

function shiftExpiry(payload) {
  payload.exp += 1
}
