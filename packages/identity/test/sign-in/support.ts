import { epochSeconds, type JsonObject } from '@fidecura/base'
import {
  createSignInChallenge,
  type Did,
  decodeJws,
  parseDid,
  parseDidDocument,
  type ResolveDid,
  resolveDidKey,
  type Signer,
  type SingleUseStore,
  signJws,
  type VerifiedSignIn,
  type VerifySignInOptions,
  verifySignIn,
} from '../../src/index.ts'

export const noon = epochSeconds(1_800_000_000)
export const after = (seconds: number) => epochSeconds(noon + seconds)

export const place = Object.freeze({
  origin: 'https://clinic.example',
  audience: 'urn:example:clinic',
})
export const elsewhere = Object.freeze({
  origin: 'https://evil.example',
  audience: 'urn:example:laboratory',
})

export const newChallenge = () => createSignInChallenge({ ...place, now: noon })

/** Remembers all, as a store on disk would. */
export function newUses(): SingleUseStore & { readonly size: number } {
  const seen = new Set<string>()
  return {
    get size() {
      return seen.size
    },
    async insert({ tenant, audience, nonce }) {
      const key = JSON.stringify([tenant, audience, nonce])
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew
    },
  }
}

/** As the platform does it, ten seconds after the challenge. */
export function verify(
  proof: unknown,
  challenge: unknown,
  more: Partial<VerifySignInOptions> = {},
): Promise<VerifiedSignIn> {
  const known = { challenge, resolve: resolveDidKey, uses: newUses(), now: after(10) }
  return verifySignIn(proof, Object.freeze({ ...place, ...known, ...more }))
}

/** What software that checks nothing would sign; `undefined` leaves a member out. */
export function forge(
  token: string,
  signer: Signer,
  members: Readonly<Record<string, unknown>> = {},
  typ?: string,
): Promise<string> {
  const { payload, header } = decodeJws(token)
  const said = { ...JSON.parse(new TextDecoder().decode(payload)), ...members } as JsonObject
  return signJws(said, { signer, typ: typ ?? header.typ ?? '' })
}

export const hosted: Did = parseDid('did:web:holder.example')

/** Serves a document that lists these keys for these uses; swap `signers` to rotate. */
export function hostOf(state: {
  signers: readonly Signer[]
  readonly uses?: readonly string[]
}): ResolveDid {
  return async (did, { now }) => {
    const methods = state.signers.map(({ keyId, publicKey }) => ({
      id: keyId,
      type: 'JsonWebKey',
      controller: did,
      publicKeyJwk: { ...publicKey },
    }))
    const listed = (state.uses ?? ['authentication']).map((use) => [
      use,
      methods.map(({ id }) => id),
    ])
    const json = { id: did, verificationMethod: methods, ...Object.fromEntries(listed) }
    const document = parseDidDocument(json, did)
    return { did, document, resolvedAt: now, history: 'unknown' }
  }
}
