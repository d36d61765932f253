import { requesterOf } from '@fidecura/consent'
import {
  presentCredential,
  type VerifiedCredential,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createWorld, department, employ, noon, organisation, type World } from './world.ts'

const audience = 'https://platform.example'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

async function present(...credentials: readonly string[]): Promise<VerifiedPresentation> {
  const nonce = 'one-request'
  const presented = await Promise.all(
    credentials.map((token) =>
      presentCredential(token, {
        disclose: 'all',
        signer: world.doctor,
        audience,
        nonce,
        issuedAt: noon,
      }),
    ),
  )
  return world.verifier.verifyPresentation({ credentials: presented }, { audience, nonce })
}

describe('requesterOf', () => {
  test('names the person, the department and the organisation, and what the role allows', async () => {
    const { role, licence = '' } = world.role
    const requester = requesterOf(await present(role, licence))
    expect(requester).toEqual({
      parties: [world.doctor.did, department, organisation],
      identifiers: [{ system: 'https://authority.example/register', value: 'REG-1' }],
      codes: [{ system: 'https://authority.example/professions', code: 'physician' }],
      // Specialties may have been hidden.
      allCodesShown: false,
      purposes: ['TREAT'],
      at: noon,
      now: noon,
    })
    expect(Object.isFrozen(requester.parties)).toBe(true)
  })

  const cardiologist = { system: 'https://authority.example/specialties', code: 'cardiology' }
  const physician = { system: 'https://authority.example/professions', code: 'physician' }

  test.each<[string, object, object, boolean]>([
    ['both say so', { specialties: [cardiologist] }, { specialties: [] }, true],
    ['the licence may hide some', { specialties: [cardiologist] }, {}, false],
    ['the role may hide some', {}, { specialties: [cardiologist] }, false],
  ])('knows all kinds that somebody is of where %s', async (_, ofRole, ofLicence, all) => {
    const { role, licence = '' } = await employ(world.hospital, world.doctor, {
      role: { ...ofRole },
      licence: { ...ofLicence },
    })
    const requester = requesterOf(await present(role, licence))
    expect(requester.codes).toEqual([physician, cardiologist])
    expect(requester.allCodesShown).toBe(all)
  })

  test('learns nothing of another licence than the role names', async () => {
    const { role, licence = '' } = world.role
    const second = await employ(world.hospital, world.doctor, {
      id: 'urn:uuid:3b0f1b6e-0000-4000-8000-000000000002',
      licence: { registration: { system: 'urn:example:other', value: 'REG-2' }, specialties: [] },
    })
    const presentation = await present(role, second.licence ?? '', licence)
    expect(requesterOf(presentation)).toMatchObject({
      identifiers: [{ value: 'REG-1' }],
      codes: [physician],
    })
  })

  test('refuses a presentation without a role', async () => {
    const presentation = await present(world.role.licence ?? '')
    expect(() => requesterOf(presentation)).toThrow(
      expect.objectContaining({ code: 'requester_role_missing' }),
    )
  })

  test('refuses two roles at once', async () => {
    const { role, licence = '' } = world.role
    const presentation = await present(role, role, licence)
    expect(() => requesterOf(presentation)).toThrow(
      expect.objectContaining({ code: 'requester_role_ambiguous' }),
    )
  })

  test.each([
    ['department', 'did:web:Cardiology.hospital.example'],
    ['organisation', 'did:web:hospital.example%3A443'],
  ])(
    'refuses a role that spells the DID of its %s otherwise than statements do',
    async (name, did) => {
      const { role, licence = '' } = await employ(world.hospital, world.doctor, {
        role: { [name]: { did, name: 'Elsewhere' } },
      })
      const presentation = await present(role, licence)
      expect(() => requesterOf(presentation)).toThrow(
        expect.objectContaining({ code: 'did_not_canonical' }),
      )
    },
  )

  test('refuses what a verifier did not return', async () => {
    const { role, licence = '' } = world.role
    const presentation = await present(role, licence)
    const credentials = presentation.credentials as readonly VerifiedCredential[]
    const copy = { ...presentation, credentials } as VerifiedPresentation
    expect(() => requesterOf(copy)).toThrow(
      expect.objectContaining({ code: 'credential_not_verified' }),
    )
  })
})
