import { CodedError } from '@fidecura/base'
import { beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  assertVerifiedSignIn,
  createSignInChallenge,
  decodeJws,
  generateSigner,
  IdentityError,
  proveSignIn,
  proveSuccession,
  resolveDidKey,
  type Signer,
  type SignInChallenge,
  type SingleUseStore,
  signInType,
  successionType,
} from '../../src/index.ts'
import {
  after,
  elsewhere,
  forge,
  hosted,
  hostOf,
  newChallenge,
  newUses,
  noon,
  place,
  verify,
} from './support.ts'

let holder: Signer
let stranger: Signer
let challenge: SignInChallenge
let proof: string
beforeEach(async () => {
  holder = await generateSigner()
  stranger = await generateSigner({ algorithm: 'EdDSA' })
  challenge = newChallenge()
  proof = await proveSignIn(challenge, { ...place, signer: holder, now: noon })
})

describe('verifySignIn', () => {
  test('proves who answered, where and when', async () => {
    const signIn = await verify(proof, challenge, { tenant: 'ward-4' })
    expect(signIn).toEqual({
      did: holder.did,
      tenant: 'ward-4',
      challenge,
      issuedAt: noon,
      keyId: holder.keyId,
      publicKey: holder.publicKey,
      resolvedAt: after(10),
      now: after(10),
    })
    for (const part of [signIn, signIn.challenge, signIn.publicKey]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(decodeJws(proof).header).toMatchObject({ typ: signInType, kid: holder.keyId })
  })

  test('takes a challenge that was stored as JSON', async () => {
    const stored = JSON.parse(JSON.stringify(challenge))
    await expect(verify(proof, stored)).resolves.toMatchObject({ did: holder.did })
  })

  test.each([
    ['signed on another origin', { origin: elsewhere.origin }, 'sign_in_origin_wrong'],
    ['signed for another audience', { aud: elsewhere.audience }, 'sign_in_audience_wrong'],
    ['that answers another challenge', { nonce: 'n'.repeat(43) }, 'sign_in_nonce_wrong'],
    ['that claims a later end', { exp: after(301) }, 'sign_in_time_wrong'],
    ['that claims an earlier end', { exp: after(299) }, 'sign_in_time_wrong'],
    ['from more than a minute ahead', { iat: after(71) }, 'sign_in_time_wrong'],
    ['from more than a minute before', { iat: after(-61) }, 'sign_in_time_wrong'],
    ['with a fraction of a second', { iat: noon + 0.5 }, 'sign_in_malformed'],
    ['with a time before 1970', { iat: -1 }, 'sign_in_malformed'],
    ['of another version', { version: 'urn:fidecura:sign-in:2' }, 'sign_in_malformed'],
    [
      'with the version of a succession',
      { version: 'urn:fidecura:succession:1' },
      'sign_in_malformed',
    ],
    ['that says more than is understood', { consent: true }, 'sign_in_malformed'],
    ['that names a successor', { successor: 'did:web:evil.example' }, 'sign_in_malformed'],
    ['without a nonce', { nonce: undefined }, 'sign_in_malformed'],
    ['for a list of audiences', { aud: [place.audience] }, 'sign_in_malformed'],
    ['by somebody who has no DID', { iss: 'mailto:a@b.example' }, 'sign_in_malformed'],
  ])('refuses a proof %s', async (_, members, code) => {
    const forged = await forge(proof, holder, members)
    await expect(verify(forged, challenge)).rejects.toMatchObject({ code })
  })

  test.each([
    ['a minute ahead', after(70)],
    ['a minute before the challenge', after(-60)],
  ])('lets the clock of the holder be %s', async (_, iat) => {
    const signed = await forge(proof, holder, { iat })
    await expect(verify(signed, challenge)).resolves.toMatchObject({ issuedAt: iat })
  })

  test('takes a proof in the last second of the challenge, and none from its end on', async () => {
    await expect(verify(proof, challenge, { now: after(299) })).resolves.toBeDefined()
    for (const now of [after(300), after(301)]) {
      await expect(verify(proof, challenge, { now })).rejects.toMatchObject({
        code: 'sign_in_expired',
      })
    }
  })

  test('refuses an instant that is none', async () => {
    const now = Number.NaN as typeof noon
    await expect(verify(proof, challenge, { now })).rejects.toMatchObject({
      code: 'instant_malformed',
    })
  })

  test.each<[keyof typeof place, string]>([
    ['origin', 'sign_in_origin_wrong'],
    ['audience', 'sign_in_audience_wrong'],
  ])('refuses a challenge of another %s, though the proof answers it', async (part, code) => {
    const there = { ...place, [part]: elsewhere[part] }
    const theirs = createSignInChallenge({ ...there, now: noon })
    const answer = await proveSignIn(theirs, { ...there, signer: holder, now: noon })
    await expect(verify(answer, theirs)).rejects.toMatchObject({ code })
  })

  test('refuses a challenge that stays open for longer than any does', async () => {
    const long = { ...challenge, expiresAt: after(86_400) }
    const answer = await forge(proof, holder, { exp: long.expiresAt })
    await expect(verify(answer, long)).rejects.toMatchObject({ code: 'sign_in_malformed' })
  })

  test('refuses a key that is not of the DID that signs in', async () => {
    const forged = await forge(proof, stranger, { iss: holder.did })
    await expect(verify(forged, challenge)).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
  })

  test('refuses a signature by another key under the name of this one', async () => {
    const other = await generateSigner()
    const forged = await forge(proof, { ...other, keyId: holder.keyId })
    await expect(verify(forged, challenge)).rejects.toMatchObject({ code: 'jws_signature_invalid' })
  })

  test('takes a key for authentication, and none that is for other uses', async () => {
    const signer = await generateSigner({ did: hosted, fragment: 'key-1' })
    const answer = await proveSignIn(challenge, { ...place, signer, now: noon })
    const signers = [signer]
    await expect(
      verify(answer, challenge, { resolve: hostOf({ signers }) }),
    ).resolves.toMatchObject({ did: hosted })
    const uses = ['assertionMethod', 'capabilityInvocation', 'capabilityDelegation', 'keyAgreement']
    await expect(
      verify(answer, challenge, { resolve: hostOf({ signers, uses }) }),
    ).rejects.toMatchObject({ code: 'key_relationship_wrong' })
  })

  test('passes on what the resolver says', async () => {
    const unreachable = new IdentityError('did_unreachable', 'Down', { outcome: 'unknown' })
    await expect(
      verify(proof, challenge, { resolve: async () => Promise.reject(unreachable) }),
    ).rejects.toBe(unreachable)
  })

  test('looks up no DID for those who answer no open challenge', async () => {
    let asked = 0
    const resolve: typeof resolveDidKey = async (did, options) => {
      asked++
      return resolveDidKey(did, options)
    }
    const other = newChallenge()
    await expect(verify(proof, other, { resolve })).rejects.toMatchObject({
      code: 'sign_in_nonce_wrong',
    })
    expect(asked).toBe(0)
    await verify(proof, challenge, { resolve })
    expect(asked).toBe(1)
  })

  test.each([
    'JWT',
    'vc+jwt',
    'dc+sd-jwt',
    'kb+jwt',
    'statuslist+jwt',
    'fidecura-entry+jwt',
    'fidecura-confirmation+jwt',
    'fidecura-withdrawal+jwt',
    'fidecura-receipt+jwt',
    'fidecura-register-word+jwt',
    'fidecura-status-history+jwt',
    'fidecura-trust-bundle+jwt',
    successionType,
  ])('refuses what is signed as %s, though it says the same', async (typ) => {
    const forged = await forge(proof, holder, {}, typ)
    await expect(verify(forged, challenge)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test('refuses a succession, as it is and under the type of a proof', async () => {
    const options = { ...place, signer: holder, successor: stranger.did, now: noon }
    const succession = await proveSuccession(challenge, options)
    for (const typ of [successionType, signInType]) {
      const token = await forge(succession, holder, {}, typ)
      await expect(verify(token, challenge)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    }
  })

  test('answers whatever it is given with a code', async () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.anything())
    const bent = fc
      .tuple(fc.nat(proof.length), fc.string({ maxLength: 3 }))
      .map(([at, by]) => proof.slice(0, at) + by + proof.slice(at + 1))
      .filter((text) => text !== proof)
    const property = fc.asyncProperty(fc.oneof(texts, bent), fc.boolean(), async (input, swap) => {
      const asked = swap ? verify(proof, input) : verify(input, challenge)
      const error = await asked.catch((thrown: unknown) => thrown)
      expect(CodedError.is(error)).toBe(true)
    })
    await fc.assert(property, { numRuns: 500 })
  })
})

describe('verifySignIn takes a proof once', () => {
  const replayed = { code: 'sign_in_replayed', outcome: 'failed' }

  test('and no more, for the tenant that took it', async () => {
    const uses = newUses()
    await verify(proof, challenge, { uses })
    await expect(verify(proof, challenge, { uses })).rejects.toMatchObject(replayed)
    const again = await forge(proof, holder, { iat: after(5) })
    await expect(verify(again, challenge, { uses })).rejects.toMatchObject(replayed)
    await expect(verify(proof, challenge, { uses, tenant: 'other' })).resolves.toBeDefined()
  })

  test('of many that come at once', async () => {
    const uses = newUses()
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, () => verify(proof, challenge, { uses })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('and lets nobody but the holder use a challenge up', async () => {
    const uses = newUses()
    const other = await generateSigner()
    const forged = await forge(proof, { ...other, keyId: holder.keyId })
    await expect(verify(forged, challenge, { uses })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
    expect(uses.size).toBe(0)
    await expect(verify(proof, challenge, { uses })).resolves.toBeDefined()
  })

  test('and asks for the nonce to be kept until the challenge ends', async () => {
    const kept: unknown[] = []
    const insert: SingleUseStore['insert'] = async (use) => {
      kept.push(use)
      return true
    }
    await verify(proof, challenge, { uses: { insert }, tenant: 'ward-4' })
    const { audience, nonce, expiresAt } = challenge
    expect(kept).toEqual([{ tenant: 'ward-4', audience, nonce, expiresAt, now: after(10) }])
  })

  test.each<[string, () => Promise<unknown>]>([
    ['throws', async () => Promise.reject(new Error('UNIQUE constraint: nonce-of-the-patient'))],
    ['answers with nothing', async () => undefined],
    ['answers with a row', async () => ({ changes: 1 })],
  ])('and refuses, as unknown, where a store %s', async (_, insert) => {
    const uses = { insert: insert as SingleUseStore['insert'] }
    const error = await verify(proof, challenge, { uses }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'sign_in_store_failed', outcome: 'unknown' })
    expect((error as Error).cause).toBeUndefined()
  })
})

test('assertVerifiedSignIn lets only the very value of verifySignIn pass', async () => {
  const signIn = await verify(proof, challenge)
  expect(() => assertVerifiedSignIn(signIn)).not.toThrow()
  for (const copy of [structuredClone(signIn), { ...signIn }, Object.create(signIn), null, 'x']) {
    expect(() => assertVerifiedSignIn(copy)).toThrow(
      expect.objectContaining({ code: 'sign_in_not_verified' }),
    )
  }
})
