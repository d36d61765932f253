import { deepFreeze, epochSeconds } from '@fidecura/base'
import { createMemoryWordState, defaultVocabulary, type Terms } from '@fidecura/consent'
import { createVerifier, credentialTypes } from '@fidecura/credentials'
import { parseDid } from '@fidecura/identity'
import { createConsentPlugin } from '@fidecura/veramo'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { VerifiableCredential } from '@veramo/core-types'
import { about, audience, createHospital, day, type Hospital, now, record } from './hospital.ts'

const profession = { system: 'https://authority.example/professions', code: 'physician' }
const licenceId = 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001'
const terms: Terms = deepFreeze({
  version: 'urn:fidecura:terms:1',
  rule: {
    effect: 'permit',
    conditions: { actions: ['access'], purposes: ['TREAT'] },
    children: [],
  },
})

let world: Hospital
beforeAll(async () => {
  world = await createHospital()
})

/** The licence and the role of the doctor. */
async function employ(): Promise<readonly [VerifiableCredential, VerifiableCredential]> {
  const { agent, doctor, hospital } = world
  const licence = await agent.createVerifiableCredential(
    await about(world, doctor, {
      type: credentialTypes.practitionerLicence,
      claims: {
        name: 'Wen Example',
        regulator: 'Example Health Authority',
        registration: { system: 'https://authority.example/register', value: 'REG-1' },
        profession,
        jurisdiction: 'CN',
        standing: 'active',
      },
      credential: { id: licenceId },
    }),
  )
  const place = { did: hospital.did, name: 'Example Hospital' }
  const role = await agent.createVerifiableCredential(
    await about(world, doctor, {
      type: credentialTypes.practitionerRole,
      claims: {
        name: 'Wen Example',
        organisation: place,
        department: place,
        profession,
        purposes: ['TREAT'],
        licence: { issuer: hospital.did, id: licenceId },
      },
    }),
  )
  return [licence, role]
}

/** The doctor shows role and licence to the clinic. */
async function present(challenge: string) {
  const { agent, doctor } = world
  const presentation = await agent.createVerifiablePresentation({
    presentation: { holder: doctor.did, verifiableCredential: [...(await employ())] },
    proofFormat: 'dc+sd-jwt',
    challenge,
    domain: audience,
    disclose: 'all',
  })
  const result = await agent.verifyPresentation({ presentation, challenge, domain: audience })
  if (!result.verified) throw new Error(result.error.errorCode)
  return result.presentation
}

async function identify(): Promise<string> {
  const claims = { record: { ...record }, method: 'in_person' }
  const type = credentialTypes.patientIdentity
  const identity = await world.agent.createVerifiableCredential(
    await about(world, world.patient, { type, claims }),
  )
  return String(identity.proof['jwt'])
}

function statement(id: string) {
  const party = { did: parseDid(world.hospital.did), name: 'Example Hospital' }
  return deepFreeze({
    id,
    kind: 'consent',
    record,
    grantee: party,
    controller: party,
    terms,
    language: 'en',
    validFrom: now,
    validUntil: epochSeconds(now + day),
  } as const)
}

const request = deepFreeze({
  subject: record,
  purposes: ['TREAT'],
  action: 'access',
  data: [{ scope: 'category' }],
  legalBasis: 'consent',
} as const)

describe('an agent of Veramo 7', () => {
  test('issues in both formats, and verifies what it issued', async () => {
    const { agent, doctor, hospital } = world
    for (const proofFormat of ['vc+jwt', 'dc+sd-jwt'] as const) {
      const args = await about(world, doctor, { args: { proofFormat } })
      const credential = await agent.createVerifiableCredential(args)
      expect(credential).toMatchObject({
        type: ['VerifiableCredential', 'urn:example:membership:1'],
        issuer: hospital.did,
        credentialSubject: { id: doctor.did, name: 'Wen Example' },
        proof: { type: proofFormat },
      })
      expect(Object.isFrozen(credential.credentialSubject)).toBe(true)
      await expect(agent.verifyCredential({ credential })).resolves.toMatchObject({
        verified: true,
        credential: { format: proofFormat, subject: doctor.did, roots: [hospital.did] },
      })
    }
  })

  test('says which formats an identifier can sign', async () => {
    const { agent, doctor } = world
    expect(await agent.listUsableProofFormats(doctor)).toEqual(['vc+jwt', 'dc+sd-jwt'])
  })

  test('presents a part, to one audience, once', async () => {
    const { agent, doctor } = world
    const credential = await agent.createVerifiableCredential(await about(world, doctor))
    const presentation = await agent.createVerifiablePresentation({
      presentation: { holder: doctor.did, verifiableCredential: [credential] },
      proofFormat: 'dc+sd-jwt',
      challenge: 'once',
      domain: audience,
    })
    const args = deepFreeze({ presentation, challenge: 'once', domain: audience })
    const first = await agent.verifyPresentation(args)
    expect(first).toMatchObject({
      verified: true,
      presentation: { holder: doctor.did, audience, credentials: [{ claims: {} }] },
    })
    expect(first.verified && first.presentation.credentials[0]?.claims).toEqual({})
    await expect(agent.verifyPresentation(args)).resolves.toMatchObject({
      verified: false,
      outcome: 'failed',
      error: { errorCode: 'presentation_replayed' },
    })
  })

  test('takes a statement from the patient, and permits what it permits until it is withdrawn', async () => {
    const { agent, patient, register } = world
    const evidence = { identity: await identify() }
    const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000001'
    const token = await agent.consentSignStatement({ did: patient.did, statement: statement(id) })
    await expect(agent.consentVerifyStatement({ token, evidence })).resolves.toMatchObject({
      id,
      issuer: patient.did,
      at: now,
    })
    await register.submit({ token, evidence })
    const presentation = await present('before')
    const ask = async () => {
      const set = await agent.consentVerifyStatementSet({ set: await register.attest(record) })
      const custodian = parseDid(world.hospital.did)
      return agent.consentDecide({ presentation, set, request: { ...request, custodian } })
    }
    expect(await ask()).toMatchObject({ kind: 'permit', obligations: [] })

    const withdrawn = { statement: { issuer: parseDid(patient.did), id }, record }
    const withdrawal = await agent.consentSignWithdrawal({
      did: patient.did,
      withdrawal: withdrawn,
    })
    await expect(
      agent.consentVerifyWithdrawal({ token: withdrawal, evidence }),
    ).resolves.toMatchObject({ issuer: patient.did })
    await register.withdraw({ token: withdrawal, evidence })
    expect(await ask()).toMatchObject({ kind: 'deny', code: 'consent_withdrawn' })
  })

  test('refuses a statement that somebody else signed', async () => {
    const { agent, stranger } = world
    const evidence = { identity: await identify() }
    const id = 'urn:uuid:5f0f1b6e-0000-4000-8000-000000000002'
    const token = await agent.consentSignStatement({ did: stranger.did, statement: statement(id) })
    await expect(agent.consentVerifyStatement({ token, evidence })).rejects.toMatchObject({
      code: 'signer_not_patient',
    })
  })

  test('decides for nobody but who was verified in this process', async () => {
    const { agent, register } = world
    const set = await agent.consentVerifyStatementSet({ set: await register.attest(record) })
    const presentation = structuredClone(await present('cloned'))
    await expect(agent.consentDecide({ presentation, set, request })).rejects.toMatchObject({
      code: 'credential_not_verified',
    })
  })

  test('decides on no set but one that was verified in this process', async () => {
    const { agent, register } = world
    const set = await agent.consentVerifyStatementSet({ set: await register.attest(record) })
    const copy = structuredClone(set)
    const presentation = await present('set')
    await expect(agent.consentDecide({ presentation, set: copy, request })).rejects.toMatchObject({
      code: 'statement_set_not_verified',
    })
  })

  test('answers unknown to a presentation that is older than its policy allows', async () => {
    const { agent, register, trust, hospital } = world
    const presentation = await present('old')
    const set = await agent.consentVerifyStatementSet({ set: await register.attest(record) })
    const { methods } = createConsentPlugin({
      verifier: createVerifier({ ...trust, clock: () => epochSeconds(now + 61) }),
      register: { did: parseDid(hospital.did), keys: 'any' },
      words: createMemoryWordState(),
      maxAgeSeconds: 60,
      combine: 'newest',
      vocabulary: defaultVocabulary,
    })
    // Whatever instants a caller without types may name.
    const asked = { ...request, at: now, now }
    await expect(
      methods.consentDecide({ presentation, set, request: asked }),
    ).resolves.toMatchObject({ kind: 'unknown', code: 'register_word_stale', combine: 'newest' })
  })
})
