import { requesterOf } from '@fidecura/consent'
import {
  presentCredential,
  type VerifiedCredential,
  type VerifiedPresentation,
} from '@fidecura/credentials'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createWorld, department, noon, organisation, type World } from './world.ts'

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
