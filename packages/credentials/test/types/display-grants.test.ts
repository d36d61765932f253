import type { JsonObject } from '@fidecura/base'
import { displayClaims } from '@fidecura/credentials/display'
import { describe, expect, test } from '@jest/globals'
import {
  accredit,
  cardiology,
  createWorld,
  issuingAccreditation,
  join,
  license,
  neurology,
  practitionerLicence,
  tokenOf,
  verifierOf,
} from '../verifier/world.ts'

/** A board that may license neurologists alone, and what a platform shows of what it issues. */
async function setUp() {
  const world = createWorld()
  const [authority, board, doctor] = [await join(world), await join(world), await join(world)]
  const types = [practitionerLicence, issuingAccreditation]
  const verifier = verifierOf(world, { roots: [{ did: authority.did, types }] })
  const grant = {
    types: [practitionerLicence],
    specialties: [tokenOf(neurology)],
    registers: '*',
  } as const
  const chain = [await accredit(authority, board, grant)]
  return async (claims: JsonObject, options: Parameters<typeof displayClaims>[2] = {}) => {
    const said = {
      name: 'Wen Example',
      profession: { system: 'https://authority.example/professions', code: 'physician' },
      regulator: 'Example Board',
      registration: { system: 'https://authority.example/register', value: 'R-1' },
      jurisdiction: 'CN',
      standing: 'active',
      ...claims,
    }
    const token = await license(board, doctor, { claims: said as never })
    const shown = displayClaims(await verifier.verifyCredential(token, { chain }), 'en', options)
    return (claim: string) => shown.find((one) => one.claim === claim)?.values
  }
}

describe('displayClaims', () => {
  test('shows the code that was granted, whatever its issuer calls it', async () => {
    const show = await setUp()
    await expect(show({ specialties: [{ ...cardiology }] })).rejects.toMatchObject({
      code: 'authority_value_not_granted',
    })
    const shown = await show({ specialties: [{ ...neurology, display: 'Cardiology' }] })
    expect(shown('specialties')).toEqual([
      `${neurology.code} (SNOMED CT; the issuer says “Cardiology”)`,
    ])
  })

  test('lets no name end what is marked as the issuer’s word', async () => {
    const show = await setUp()
    const display = 'x”); Cardiology („y'
    const shown = await show({ specialties: [{ ...neurology, display }] })
    expect(shown('specialties')).toEqual([
      `${neurology.code} (SNOMED CT; the issuer says “x'], Cardiology ['y”)`,
    ])
  })

  test('calls a code what the platform calls it, and nothing else', async () => {
    const show = await setUp()
    const nameOfCode = ({ system, code }: { system: string; code: string }) =>
      tokenOf({ system, code }) === tokenOf(neurology) ? 'Neurology' : undefined
    const shown = await show(
      { specialties: [{ ...neurology, display: 'Cardiology' }] },
      { nameOfCode },
    )
    expect(shown('specialties')).toEqual([`Neurology (${neurology.code}, SNOMED CT)`])
    expect(shown('profession')?.[0]).toMatch(/^physician [(]/)
  })

  test.each([
    ['SNOMED CT', '“SNOMED CT”'],
    ['”SNOMED CT“', "“'SNOMED CT'”"],
    ['x: SNOMED CT', '“x: SNOMED CT”'],
    ['http://snomed.info/sct/', 'http://snomed.info/sct/'],
    ['__proto__', '“__proto__”'],
  ])('lets no code system %p pass for one that we know', (system, said) => {
    const type = 'urn:fidecura:credential:practitioner-role:1'
    const claims = { profession: { system, code: '309343006' } }
    const shown = displayClaims({ types: [type], claims }, 'en')
    expect(shown[0]?.values).toEqual([`309343006 (${said})`])
  })

  test('shows no character that hides or turns others round', async () => {
    const show = await setUp()
    const shown = await show({
      name: 'Wen \u202eelpmaxE\u200b',
      conditions: ['no\u2066 surgery\u2069'],
      registration: { system: 'https://authority.example/\u202eregister', value: 'R\u200b-1' },
    })
    expect(shown('name')).toEqual(['Wen elpmaxE'])
    expect(shown('conditions')).toEqual(['no surgery'])
    expect(shown('registration')).toEqual(['R-1 (https://authority.example/register)'])
  })

  test('puts the place of its DID beside the name of an organisation', () => {
    const type = 'urn:fidecura:credential:practitioner-role:1'
    const organisation = { did: 'did:web:clinic.example', name: 'Hospital (hospital.example)' }
    const shown = displayClaims({ types: [type], claims: { organisation } }, 'zh-CN')
    expect(shown[0]?.values).toEqual(['Hospital [hospital.example] (clinic.example)'])
  })
})
