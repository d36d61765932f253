import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { signWithdrawal, verifyReceipt, verifyStatement } from '@fidecura/consent'
import { signEntry, verifyEntry } from '@fidecura/consent/entries'
import {
  createMemoryReplayStore,
  decodeCredential,
  issueStatusHistory,
  issueStatusList,
  presentCredentials,
} from '@fidecura/credentials'
import { vcJwt11 } from '@fidecura/credentials/vcdm-1'
import {
  createSignInChallenge,
  decodeJws,
  proveSignIn,
  proveSuccession,
  type Signer,
  signJws,
  verifySignIn,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { consentOf, createWorld, record, type World } from './world.ts'

const format = vcJwt11()
const formats = [format]
const unsupported = { code: 'credential_format_unsupported' }
const bytes = encodeUtf8('{"resourceType":"Observation"}')
const id = 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000001'
const statementId = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'
const place = { origin: 'https://clinic.example', audience: 'https://clinic.example' } as const
const url = 'https://hospital.example/status/1'

const challengeOf = ({ now }: World) => createSignInChallenge({ ...place, now })

/** Every other kind of token that a person or an organisation of ours signs. */
const tokens: Readonly<Record<string, (world: World) => Promise<string>>> = {
  'a consent': consentOf,
  'a receipt': async (world) =>
    world.register.submit({ token: await consentOf(world), evidence: world.identity }),
  'a withdrawal': ({ patient, now: issuedAt }) => {
    const statement = { issuer: patient.did, id: statementId }
    return signWithdrawal({ statement, record, issuedAt }, { signer: patient })
  },
  'an entry': ({ doctor: signer, now: issuedAt, role: { role } }) =>
    signEntry(bytes, { signer, id, record, role, mediaType: 'text/plain', issuedAt }),
  'a proof to sign in': (world) =>
    proveSignIn(challengeOf(world), { ...place, signer: world.doctor, now: world.now }),
  'a proof of succession': (world) =>
    proveSuccession(challengeOf(world), {
      ...place,
      signer: world.doctor,
      successor: world.stranger.did,
      now: world.now,
    }),
  'a key binding': async ({ role, doctor: signer, now: issuedAt }) => {
    const made = await presentCredentials([role.role], {
      audience: place.audience,
      nonce: 'n',
      disclose: 'all',
      signer,
      issuedAt,
    })
    return made.credentials[0]?.split('~').at(-1) ?? ''
  },
  'an identity': async ({ identity }) => identity.identity.split('~')[0] ?? '',
  'a status list': ({ registrar: signer, now: issuedAt }) =>
    issueStatusList(
      {
        format: 'token',
        url,
        size: 131_072,
        entries: [],
        issuedAt,
        validUntil: epochSeconds(issuedAt + 3600),
      },
      { signer },
    ),
  'a status history': ({ registrar: signer, now: issuedAt }) =>
    issueStatusHistory({ url, changes: [], issuedAt }, { signer }),
}

function vc({ now, stranger }: World, { did }: Signer) {
  return {
    iss: did,
    sub: stranger.did,
    nbf: now,
    vc: {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      type: ['VerifiableCredential', 'urn:example:badge'],
      credentialSubject: { grade: 'x' },
    },
  }
}

describe.each(Object.entries(tokens))('a credential of VCDM 1.1 and %s', (_, make) => {
  test('never stand for one another, nor with the words of the one as the type of the other', async () => {
    const world = await createWorld()
    const token = await make(world)
    expect(() => format.decode(token, {})).toThrow(expect.objectContaining(unsupported))
    expect(format.recognises(token, {})).toBe(false)
    const { payload } = decodeJws(token)
    const disguised = await signJws(payload, { signer: world.patient, typ: 'JWT' })
    expect(format.recognises(disguised, {})).toBe(true)
    await expect(decodeCredential(disguised, { formats })).rejects.toMatchObject({
      code: 'credential_malformed',
    })
    await expect(
      world.verifier.verifyPresentation(disguised, { audience: place.audience, nonce: 'n' }),
    ).rejects.toMatchObject(unsupported)
  })
})

describe('a credential of VCDM 1.1', () => {
  test('is one, and nothing else that is signed', async () => {
    const world = await createWorld()
    const { doctor, patient, registrar, verifier, resolve, now } = world
    const of = (signer: Signer) => signJws(vc(world, signer), { signer, typ: 'JWT' })
    await expect(decodeCredential(await of(doctor), { formats })).resolves.toBeDefined()
    const challenge = challengeOf(world)
    const uses = createMemoryReplayStore()
    const refusals = [
      verifySignIn(await of(doctor), { ...place, challenge, resolve, uses, now }),
      verifyStatement(await of(patient), { verifier, evidence: world.identity }),
      verifyEntry(await of(doctor), { bytes, verifier, evidence: world.role }),
      verifyReceipt(await of(registrar), { register: trusting(registrar), verifier }),
    ].map((call) => call.catch((error) => error.code))
    for (const code of await Promise.all(refusals)) {
      expect(code).toMatch(/^(sign_in_malformed|token_malformed|jws_type_wrong)$/)
    }
  })
})
