import { createHash, randomBytes, sign } from 'node:crypto'
import { deepFreeze, encodeUtf8, type JsonObject } from '@fidecura/base'
import {
  assertCoSigned,
  type CoSignature,
  coSignaturePurpose,
  createCoSignatureRequest,
  type PatientAct,
  signWithdrawal,
  type VerifiedCoSignature,
  type VerifyCoSignatureOptions,
  verifyCoSignature,
  verifyStatement,
  verifyWithdrawal,
} from '@fidecura/consent'
import { signConfirmation, signEntry, verifyConfirmation } from '@fidecura/consent/entries'
import { createMemoryReplayStore } from '@fidecura/credentials'
import {
  createSignInChallenge,
  didKeyOf,
  keyIdOf,
  proveSignIn,
  type Signer,
  thumbprintOf,
  verifySignIn,
} from '@fidecura/identity'
import { createPasskeyRequest, verifyPasskeyAssertion } from '@fidecura/identity/passkey'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  createAuthenticator,
  flag,
  generateKeys,
  type Trick,
} from '../../../identity/test/passkey/software-authenticator.ts'
import { consentOf, createWorld, day, otherRecord, record, type World } from './world.ts'

const origin = 'https://clinic.example'
const place = deepFreeze({ rpId: 'clinic.example', origins: [origin] })
const passkey = createAuthenticator()
const second = createAuthenticator('EdDSA')
const foreign = createAuthenticator()
const bytes = encodeUtf8('{"resourceType":"Observation"}')
const statementId = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'

let world: World
let coSigners: readonly string[]
beforeAll(async () => {
  world = await createWorld()
  const keys = [passkey, second].map(({ key }) => thumbprintOf(key.publicKey))
  coSigners = await Promise.all(keys)
})

const identify = (patient: Signer = world.patient, claims: JsonObject = { coSigners }) =>
  world.identify(patient, record, claims)

const signature = async (
  token: string,
  { authenticator = passkey, trick = {} as Trick, page = origin } = {},
): Promise<CoSignature> => {
  const { credentialId } = authenticator.key
  const { rpId } = place
  const request = await createCoSignatureRequest(token, { rpId, credentialIds: [credentialId] })
  const assertion = authenticator.answer(request, page, trick)
  return deepFreeze({ key: authenticator.key, assertion })
}

const actOf = async (token: string) =>
  verifyStatement(token, { verifier: world.verifier, evidence: await identify() })

const verify = async <Act extends PatientAct>(
  act: Act,
  coSignature: CoSignature | undefined,
  more: Partial<VerifyCoSignatureOptions> = {},
) => {
  const { verifier } = world
  const options = deepFreeze({ ...place, ...more })
  return verifyCoSignature(act, coSignature, { verifier, evidence: await identify(), ...options })
}

/** Everything that a patient signs, and how it is verified. */
const acts: Readonly<Record<string, () => Promise<readonly [string, PatientAct]>>> = {
  'a statement': async () => {
    const token = await consentOf(world)
    return [token, await actOf(token)]
  },
  'a withdrawal': async () => {
    const { patient: signer, now: issuedAt, verifier } = world
    const statement = { issuer: signer.did, id: statementId }
    const token = await signWithdrawal({ statement, record, issuedAt }, { signer })
    return [token, await verifyWithdrawal(token, { verifier, evidence: await identify() })]
  },
  'a confirmation': async () => {
    const { doctor, patient, now: issuedAt, verifier } = world
    const { role } = world.role
    const id = 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000001'
    const made = { signer: doctor, id, record, role, mediaType: 'text/plain', issuedAt }
    const entry = await signEntry(bytes, made)
    const said = { bytes, verdict: 'confirmed', signer: patient, issuedAt } as const
    const token = await signConfirmation(entry, said)
    const evidence = await identify()
    return [token, await verifyConfirmation(token, { bytes, verifier, evidence })]
  },
}

describe.each(Object.entries(acts))('verifyCoSignature of %s', (_, make) => {
  test('says whose passkey vouched for it', async () => {
    const [token, act] = await make()
    const coSigned = await verify(act, await signature(token))
    expect(coSigned.act).toBe(act)
    expect(coSigned.now).toBe(world.now)
    expect(coSigned.passkey).toMatchObject({
      purpose: coSignaturePurpose,
      digest: createHash('sha256').update(token).digest('base64url'),
      origin,
      thumbprint: coSigners[0],
    })
    expect(() => assertCoSigned(act, coSigned)).not.toThrow()
  })

  test('refuses that of every other act', async () => {
    const [, act] = await make()
    for (const makeOther of Object.values(acts)) {
      // Of its own kind, one with the same words, signed anew.
      const [token] = await makeOther()
      const refused = { code: 'passkey_challenge_wrong' }
      await expect(verify(act, await signature(token))).rejects.toMatchObject(refused)
    }
  })
})

describe('verifyCoSignature', () => {
  let token: string
  let act: Awaited<ReturnType<typeof actOf>>
  beforeAll(async () => {
    token = await consentOf(world)
    act = await actOf(token)
  })

  test('takes any of the passkeys that the identity names', async () => {
    const made = await signature(token, { authenticator: second })
    expect((await verify(act, made)).passkey.thumbprint).toBe(coSigners[1])
  })

  test('refuses a passkey that the identity does not name', async () => {
    const made = await signature(token, { authenticator: foreign })
    const refused = { code: 'co_signer_not_named' }
    await expect(verify(act, made)).rejects.toMatchObject(refused)
    const thumbprint = await thumbprintOf(foreign.key.publicKey)
    const evidence = await identify(world.patient, { coSigners: [thumbprint] })
    await expect(verify(act, made, { evidence })).resolves.toBeDefined()
  })

  test('refuses any where the identity names none', async () => {
    const { identity: evidence } = world
    await expect(verify(act, await signature(token), { evidence })).rejects.toMatchObject({
      code: 'co_signer_not_named',
    })
  })

  test('refuses the key of the patient for a second one, though the identity names it', async () => {
    const keys = generateKeys('ES256')
    const own = createAuthenticator('ES256', keys)
    const { publicKey } = own.key
    const did = didKeyOf(publicKey)
    const signer: Signer = {
      did,
      keyId: keyIdOf(did),
      algorithm: 'ES256',
      publicKey,
      sign: async (data) =>
        sign('sha256', data, { key: keys.privateKey, dsaEncoding: 'ieee-p1363' }),
    }
    const thumbprint = await thumbprintOf(publicKey)
    const evidence = await identify(signer, { coSigners: [thumbprint] })
    const signed = await consentOf(world, {}, signer)
    const { verifier } = world
    const verified = await verifyStatement(signed, { verifier, evidence })
    const made = await signature(signed, { authenticator: own })
    await expect(verify(verified, made, { evidence })).rejects.toMatchObject({
      code: 'co_signer_not_named',
    })
  })

  test('refuses the identity of another patient, and of another record', async () => {
    const made = await signature(token)
    const others = [
      await identify(world.stranger),
      await world.identify(world.patient, otherRecord, { coSigners: [...coSigners] }),
    ]
    for (const evidence of others) {
      const refused = { code: 'signer_not_patient' }
      await expect(verify(act, made, { evidence })).rejects.toMatchObject(refused)
    }
  })

  test.each<[string, string, object]>([
    ['a user who was not recognised', 'passkey_user_unverified', { trick: { flags: flag.up } }],
    ['another page', 'passkey_origin_wrong', { page: 'https://evil.example' }],
    ['another domain', 'passkey_rp_wrong', { trick: { rpId: 'evil.example' } }],
  ])('refuses %s', async (_, code, how) => {
    await expect(verify(act, await signature(token, how))).rejects.toMatchObject({ code })
  })

  test('refuses a key that may be copied where that is asked', async () => {
    const made = await signature(token, { trick: { flags: flag.up | flag.uv | flag.be | flag.bs } })
    await expect(verify(act, made)).resolves.toBeDefined()
    await expect(verify(act, made, { backupEligible: false })).rejects.toMatchObject({
      code: 'passkey_backup_wrong',
    })
  })

  test('asks for one', async () => {
    for (const none of [undefined, null, 'x'] as never[]) {
      await expect(verify(act, none)).rejects.toMatchObject({ code: 'co_signature_missing' })
    }
    expect(() => assertCoSigned(act, undefined)).toThrow(
      expect.objectContaining({ code: 'co_signature_missing' }),
    )
  })

  test('takes no act that was not verified', async () => {
    const made = await signature(token)
    await expect(verify({ ...act }, made)).rejects.toMatchObject({ code: 'token_not_verified' })
  })

  test('passes on why the identity does not hold: suspended since the statement was verified', async () => {
    const other = await createWorld()
    const evidence = await other.identify(other.patient, record, { coSigners: [...coSigners] })
    const { verifier } = other
    const signed = await consentOf(other)
    const verified = await verifyStatement(signed, { verifier, evidence })
    const made = await signature(signed)
    const options = { ...place, verifier, evidence }
    await expect(verifyCoSignature(verified, made, options)).resolves.toBeDefined()
    other.now = (other.now + 10) as World['now']
    other.change({ index: 1, value: 'suspended' })
    await expect(verifyCoSignature(verified, made, options)).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test('judges by the present, as an assertion has no time', async () => {
    const now = (world.now + 2000 * day) as World['now']
    const { verifier } = world
    const options = { ...place, verifier, evidence: await identify(), now }
    await expect(verifyCoSignature(act, await signature(token), options)).rejects.toMatchObject({
      code: 'credential_expired',
    })
  })

  test('is asked for without a nonce that lies about, so that it verifies', async () => {
    const options = { rpId: place.rpId, credentialIds: [passkey.key.credentialId] }
    const { challenge } = await createCoSignatureRequest(token, options)
    const polluted = { ...options, nonce: 'abcdefghijklmnopqrstuv', purpose: 'another' }
    expect((await createCoSignatureRequest(token, polluted)).challenge).toBe(challenge)
  })

  test('is asked for with a token, and nothing else', async () => {
    const options = { rpId: place.rpId, credentialIds: [passkey.key.credentialId] }
    await expect(createCoSignatureRequest('a consent', options)).rejects.toMatchObject({
      code: 'jws_malformed',
    })
  })
})

describe('assertCoSigned', () => {
  test('takes the very value, for the very act', async () => {
    const token = await consentOf(world)
    const act = await actOf(token)
    const coSigned = await verify(act, await signature(token))
    expect(() => assertCoSigned(act, { ...coSigned } as VerifiedCoSignature)).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
    const another = await actOf(await consentOf(world))
    expect(() => assertCoSigned(another, coSigned)).toThrow(
      expect.objectContaining({ code: 'co_signature_mismatch' }),
    )
    // @ts-expect-error - only verifyCoSignature makes one
    const made: VerifiedCoSignature = { act, passkey: coSigned.passkey, now: world.now }
    expect(() => assertCoSigned(act, made)).toThrow()
  })
})

describe('a sign-in and a co-signature', () => {
  const signInPurpose = 'urn:example:sign-in'
  const { credentialId } = passkey.key

  test('never stand for one another, by the same passkey, on the same page', async () => {
    const token = await consentOf(world)
    const act = await actOf(token)
    const digest = createHash('sha256').update(token).digest('base64url')
    const { rpId } = place
    const known = { purpose: signInPurpose, digest, credentialIds: [credentialId], rpId }
    const nonce = randomBytes(32).toString('base64url')
    const challenges = {
      'of the platform, at random': nonce,
      'of the platform, which chose the digest of a consent': digest,
      'of a purpose of its own, about the digest of a consent': (await createPasskeyRequest(known))
        .challenge,
    }
    for (const challenge of Object.values(challenges)) {
      const assertion = passkey.answer({ challenge, rpId }, origin)
      await expect(verify(act, { key: passkey.key, assertion })).rejects.toMatchObject({
        code: 'passkey_challenge_wrong',
      })
    }
    const { assertion, key } = await signature(token)
    for (const asked of [{ digest }, { digest, nonce }]) {
      const signIn = { ...asked, ...place, purpose: signInPurpose, key }
      await expect(verifyPasskeyAssertion(assertion, signIn)).rejects.toMatchObject({
        code: 'passkey_challenge_wrong',
      })
    }
  })

  test('never stand for one another, by the DID of the patient', async () => {
    const token = await consentOf(world)
    const act = await actOf(token)
    const { now, patient, resolve } = world
    const here = { origin, audience: origin, now }
    const challenge = createSignInChallenge(here)
    const proof = await proveSignIn(challenge, { ...here, signer: patient })
    const { assertion, key } = await signature(token)
    await expect(verify(act, { key, assertion: proof })).rejects.toMatchObject({
      code: 'passkey_malformed',
    })
    const uses = createMemoryReplayStore()
    const signIn = { ...here, challenge, resolve, uses }
    await expect(verifySignIn(assertion, signIn)).rejects.toMatchObject({
      code: 'sign_in_malformed',
    })
    await expect(verifySignIn(proof, signIn)).resolves.toMatchObject({ did: patient.did })
  })
})
