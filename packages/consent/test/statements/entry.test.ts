import { encodeUtf8, type JsonObject } from '@fidecura/base'
import {
  assertVerifiedConfirmation,
  assertVerifiedEntry,
  type SignConfirmationOptions,
  type SignEntryOptions,
  signConfirmation,
  signEntry,
  type VerifiedConfirmation,
  type VerifiedEntry,
  type VerifyConfirmationOptions,
  type VerifyEntryOptions,
  verifyConfirmation,
  verifyConfirmedEntry,
  verifyEntry,
} from '@fidecura/consent/entries'
import { credentialTypes, decodeCredential, presentCredential } from '@fidecura/credentials'
import { decodeJws, type ProvenTime, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  after,
  createWorld,
  department,
  index,
  issue,
  noon,
  otherRecord,
  record,
  type World,
} from './world.ts'

const bytes = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":6.0}}')

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const id = 'urn:uuid:7f0f1b6e-0000-4000-8000-000000000001'

function sign(more: Partial<SignEntryOptions> = {}): Promise<string> {
  const mediaType = 'application/fhir+json'
  const { doctor: signer, now: issuedAt } = world
  const { role } = world.role
  return signEntry(bytes, { signer, id, record, role, mediaType, issuedAt, ...more })
}

/** What software that does not check would sign. */
async function alter(token: string, signer: Signer, members: JsonObject): Promise<string> {
  const { payload, header } = decodeJws(token)
  const said = JSON.parse(new TextDecoder().decode(payload))
  return signJws({ ...said, ...members }, { signer, typ: header.typ ?? '' })
}

function verify(token: string, more: Partial<VerifyEntryOptions> = {}): Promise<VerifiedEntry> {
  const { verifier, role: evidence } = world
  return verifyEntry(token, { bytes, evidence, verifier, ...more })
}

describe('verifyEntry', () => {
  test('proves who signed these bytes, and on whose authority', async () => {
    const entry = await verify(await sign())
    expect(entry).toMatchObject({
      issuer: world.doctor.did,
      issuedAt: noon,
      id,
      record,
      size: bytes.length,
      authority: { department: { did: department } },
      existedBy: undefined,
    })
    expect(() => assertVerifiedEntry(entry)).not.toThrow()
    expect(() => assertVerifiedEntry({ ...entry } as VerifiedEntry)).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })

  test('does not mind how much of the role is disclosed', async () => {
    const role = await presentCredential(world.role.role, {
      disclose: [],
      signer: world.doctor,
      audience: 'https://platform.example',
      nonce: 'n',
      issuedAt: noon,
    })
    const shown = role.slice(0, role.lastIndexOf('~') + 1)
    const evidence = { ...world.role, role: shown }
    expect((await verify(await sign(), { evidence })).authority).not.toHaveProperty('name')
  })

  test('refuses other bytes, be it by one digit that means the same', async () => {
    const other = encodeUtf8('{"resourceType":"Observation","valueQuantity":{"value":6}}')
    await expect(verify(await sign(), { bytes: other })).rejects.toMatchObject({
      code: 'entry_bytes_mismatch',
    })
  })

  test('refuses other bytes of the same length', async () => {
    const other = bytes.map((byte, at) => (at === bytes.length - 4 ? byte + 1 : byte))
    await expect(verify(await sign(), { bytes: other })).rejects.toMatchObject({
      code: 'entry_bytes_mismatch',
    })
  })

  test('refuses an entry that says another length', async () => {
    const token = await alter(await sign(), world.doctor, { size: bytes.length + 1 })
    await expect(verify(token)).rejects.toMatchObject({ code: 'entry_bytes_mismatch' })
  })

  test('refuses a licence in the place of a role', async () => {
    const { licence: role = '' } = world.role
    await expect(verify(await sign({ role }), { evidence: { role } })).rejects.toMatchObject({
      code: 'credential_type_unexpected',
    })
  })

  test('refuses another role than the one that it was made on', async () => {
    const role = await issue(world.hospital, credentialTypes.practitionerRole, {
      subject: world.doctor,
      index: index.role,
      claims: {
        name: 'Wen Example',
        organisation: { did: department, name: 'Example Hospital' },
        department: { did: department, name: 'Psychiatry' },
        profession: { system: 'https://authority.example/professions', code: 'physician' },
        purposes: ['TREAT'],
        licence: {
          issuer: world.hospital.did,
          id: 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000001',
        },
      },
    })
    await expect(verify(await sign(), { evidence: { ...world.role, role } })).rejects.toMatchObject(
      {
        code: 'entry_role_mismatch',
      },
    )
  })

  test('refuses a stranger who borrows the role of a doctor', async () => {
    const token = await sign({ signer: world.stranger })
    await expect(verify(token)).rejects.toMatchObject({ code: 'signer_not_practitioner' })
  })

  describe('on role and licence of the doctor with the key of somebody else', () => {
    const rekeyed = async () => {
      const { practitionerRole, practitionerLicence } = credentialTypes
      const { role, licence = '' } = world.role
      return {
        role: await rekey(role, practitionerRole, index.role),
        licence: await rekey(licence, practitionerLicence, index.licence),
      }
    }
    const rekey = async (token: string, type: string, at: number): Promise<string> => {
      const { claims, id: own } = (await decodeCredential(token)).credential
      const common = { claims, subject: world.doctor, index: at, holderKey: world.stranger }
      return issue(world.hospital, type, own === undefined ? common : { ...common, id: own })
    }

    test.each(['doctor', 'stranger'] as const)('refuses the %s', async (name) => {
      const evidence = await rekeyed()
      const token = await sign({ role: evidence.role, signer: world[name] })
      await expect(verify(token, { evidence })).rejects.toMatchObject({
        code: 'signer_not_practitioner',
      })
    })
  })

  test('refuses a role without its licence', async () => {
    const { role } = world.role
    await expect(verify(await sign(), { evidence: { role } })).rejects.toMatchObject({
      code: 'licence_missing',
    })
  })

  test('refuses an entry of the future', async () => {
    const token = await sign({ issuedAt: after(61) })
    await expect(verify(token)).rejects.toMatchObject({ code: 'token_from_future' })
  })

  describe('after the role was suspended', () => {
    const suspend = (): void => {
      world.now = after(1000)
      world.change({ index: index.role, value: 'suspended' })
      world.now = after(2000)
    }

    test('still proves an entry whose time is proven', async () => {
      const token = await sign()
      const existedBy = await world.prove(token)
      suspend()
      expect(await verify(token, { existedBy })).toMatchObject({ issuedAt: noon, existedBy: noon })
    })

    test('says unknown of one that only the doctor dates: it may be backdated', async () => {
      suspend()
      const backdated = await sign({ issuedAt: noon })
      await expect(verify(backdated)).rejects.toMatchObject({
        code: 'signing_time_unproven',
        outcome: 'unknown',
      })
    })

    test('says so too when the proof is from after the suspension', async () => {
      suspend()
      const backdated = await sign({ issuedAt: noon })
      const existedBy = await world.prove(backdated)
      await expect(verify(backdated, { existedBy })).rejects.toMatchObject({
        code: 'signing_time_unproven',
      })
    })

    test('takes no proof about another token, and no copy of one', async () => {
      const token = await sign()
      const other = await world.prove(await sign({ id: `${id}2` }))
      const own = await world.prove(token)
      suspend()
      await expect(verify(token, { existedBy: other })).rejects.toMatchObject({
        code: 'time_proof_mismatch',
      })
      const copy = { ...own } as ProvenTime
      await expect(verify(token, { existedBy: copy })).rejects.toMatchObject({
        code: 'time_not_proven',
      })
    })

    test('refuses one that says itself that it came after', async () => {
      suspend()
      const token = await sign()
      const existedBy = await world.prove(token)
      await expect(verify(token, { existedBy })).rejects.toMatchObject({ code: 'status_suspended' })
    })
  })
})

function confirm(entry: string, more: Partial<SignConfirmationOptions> = {}): Promise<string> {
  const { patient: signer, now: issuedAt } = world
  return signConfirmation(entry, { bytes, signer, verdict: 'confirmed', issuedAt, ...more })
}

function verifyConfirmed(
  token: string,
  more: Partial<VerifyConfirmationOptions> = {},
): Promise<VerifiedConfirmation> {
  const { verifier, identity: evidence } = world
  return verifyConfirmation(token, { bytes, evidence, verifier, ...more })
}

describe('verifyConfirmation', () => {
  test.each([
    ['confirmed', undefined],
    ['disputed', 'wrong_person'],
  ] as const)(
    'proves that the patient %s these bytes, without the doctor',
    async (verdict, reason) => {
      const given = reason === undefined ? {} : { reason }
      const token = await confirm(await sign(), { verdict, ...given })
      const confirmation = await verifyConfirmed(token)
      expect(confirmation).toMatchObject({ issuer: world.patient.did, verdict, record, reason })
      expect(() => assertVerifiedConfirmation(confirmation)).not.toThrow()
      const copy = { ...confirmation } as VerifiedConfirmation
      expect(() => assertVerifiedConfirmation(copy)).toThrow(
        expect.objectContaining({ code: 'token_not_verified' }),
      )
    },
  )

  test('refuses other bytes', async () => {
    const token = await confirm(await sign())
    await expect(verifyConfirmed(token, { bytes: encodeUtf8('x') })).rejects.toMatchObject({
      code: 'entry_bytes_mismatch',
    })
  })

  test('refuses a stranger with a valid key', async () => {
    const token = await confirm(await sign(), { signer: world.stranger })
    await expect(verifyConfirmed(token)).rejects.toMatchObject({ code: 'signer_not_patient' })
  })

  test('refuses a patient who confirms in the record of another', async () => {
    const token = await confirm(await sign({ record: otherRecord }))
    await expect(verifyConfirmed(token)).rejects.toMatchObject({ code: 'signer_not_patient' })
  })

  test('asks for a proof of time once the identity was suspended', async () => {
    const token = await confirm(await sign())
    const existedBy = await world.prove(token)
    world.now = after(1000)
    world.change({ index: index.identity, value: 'suspended' })
    world.now = after(2000)
    expect(await verifyConfirmed(token, { existedBy })).toMatchObject({ existedBy: noon })
    await expect(verifyConfirmed(token)).rejects.toMatchObject({ code: 'signing_time_unproven' })
    const other = await world.prove(await confirm(await sign({ id: `${id}2` })))
    await expect(verifyConfirmed(token, { existedBy: other })).rejects.toMatchObject({
      code: 'time_proof_mismatch',
    })
  })
})

describe('signConfirmation', () => {
  test('signs nothing about other bytes than the patient saw', async () => {
    await expect(confirm(await sign(), { bytes: encodeUtf8('x') })).rejects.toMatchObject({
      code: 'entry_bytes_mismatch',
    })
  })
})

describe('verifyConfirmedEntry', () => {
  const verifyBoth = (entry: string, confirmation: string, identity = world.identity) => {
    const { verifier, role } = world
    const parties = { practitioner: { evidence: role }, patient: { evidence: identity } }
    return verifyConfirmedEntry({ entry, confirmation, bytes }, { ...parties, verifier })
  }

  test('proves both, and that they belong together', async () => {
    const entry = await sign()
    const both = await verifyBoth(entry, await confirm(entry))
    expect(both).toMatchObject({ entry: { id }, confirmation: { verdict: 'confirmed' } })
  })

  test('refuses a confirmation of another entry over the same bytes', async () => {
    const entry = await sign()
    const other = await sign({ id: `${id}2` })
    await expect(verifyBoth(entry, await confirm(other))).rejects.toMatchObject({
      code: 'confirmation_mismatch',
    })
  })

  test.each([
    ['number', otherRecord],
    ['system', { ...record, system: 'urn:example:other' }],
  ])('refuses a confirmation in a record of another %s', async (_, other) => {
    const entry = await sign()
    const confirmation = await alter(await confirm(entry), world.patient, { record: { ...other } })
    const identity = await world.identify(world.patient, other)
    await expect(verifyBoth(entry, confirmation, identity)).rejects.toMatchObject({
      code: 'confirmation_mismatch',
    })
  })
})
