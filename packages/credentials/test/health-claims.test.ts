import { deepFreeze, type JsonObject, type JsonValue } from '@fidecura/base'
import {
  assertHealthClaims,
  credentialTypes,
  isHealthCredential,
  parseDelegationOfAuthorityClaims,
  parseGuardianshipClaims,
  parseHealthAssessmentClaims,
  parseIssuingAccreditationClaims,
  parsePatientIdentityClaims,
  parsePractitionerLicenceClaims,
  parsePractitionerRoleClaims,
  parseProxyMandateClaims,
} from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { cardiology, healthClaims, holder } from './samples.ts'

const {
  practitionerLicence,
  practitionerRole,
  issuingAccreditation,
  patientIdentity,
  guardianship,
  delegationOfAuthority,
  proxyMandate,
  healthAssessment,
} = credentialTypes

const parsers: Readonly<Record<string, (claims: JsonObject) => object>> = {
  [practitionerLicence]: parsePractitionerLicenceClaims,
  [practitionerRole]: parsePractitionerRoleClaims,
  [issuingAccreditation]: parseIssuingAccreditationClaims,
  [patientIdentity]: parsePatientIdentityClaims,
  [guardianship]: parseGuardianshipClaims,
  [delegationOfAuthority]: parseDelegationOfAuthorityClaims,
  [proxyMandate]: parseProxyMandateClaims,
  [healthAssessment]: parseHealthAssessmentClaims,
}

function parse(type: string, changes: JsonObject): object {
  const parser = parsers[type]
  if (parser === undefined) throw new Error('no such type')
  return parser(deepFreeze({ ...healthClaims[type], ...changes }))
}

describe.each(Object.keys(parsers))('parse…Claims of %s', (type) => {
  test('returns the very object it was given', () => {
    const claims = healthClaims[type] as JsonObject
    expect(parsers[type]?.(claims)).toBe(claims)
  })

  test('rejects a member that it does not know, without naming it', () => {
    expect(() => parse(type, { Zebedee: true })).toThrow(
      expect.objectContaining({ code: 'credential_claims_invalid', place: '' }),
    )
  })

  test.each(['constructor', '__proto__', 'toString'])('rejects the member %s', (name) => {
    const changes = JSON.parse(`{"${name}":{"name":"x"}}`) as JsonObject
    expect(() => parse(type, changes)).toThrow(
      expect.objectContaining({ code: 'credential_claims_invalid' }),
    )
  })
})

const coding = { system: 'http://snomed.info/sct', code: '17561000' }
const rows: readonly [string, JsonObject, string][] = [
  [practitionerLicence, { name: '' }, '/name'],
  [practitionerLicence, { name: 'x'.repeat(257) }, '/name'],
  [practitionerLicence, { name: 'two\nlines' }, '/name'],
  [practitionerLicence, { name: null }, '/name'],
  [practitionerLicence, { registration: 'L-1' }, '/registration'],
  [practitionerLicence, { registration: { system: 'urn:x' } }, '/registration/value'],
  [practitionerLicence, { profession: { ...coding, version: '1' } }, '/profession'],
  [practitionerLicence, { profession: { system: 'urn:x' } }, '/profession/code'],
  [practitionerLicence, { specialties: [coding, 'x'] }, '/specialties/1'],
  [practitionerLicence, { specialties: Array.from({ length: 65 }, () => coding) }, '/specialties'],
  [practitionerLicence, { jurisdiction: 'China' }, '/jurisdiction'],
  [practitionerLicence, { standing: 'suspended' }, '/standing'],
  [practitionerLicence, { scope: 'x'.repeat(1025) }, '/scope'],
  [practitionerRole, { department: { did: 'cardiology', name: 'Cardiology' } }, '/department/did'],
  [practitionerRole, { organisation: { did: cardiology } }, '/organisation/name'],
  [practitionerRole, { purposes: 'TREAT' }, '/purposes'],
  [practitionerRole, { purposes: [1] }, '/purposes/0'],
  [practitionerRole, { licence: { issuer: cardiology } }, '/licence/id'],
  [practitionerRole, { licence: { issuer: 'someone', id: 'urn:x:1' } }, '/licence/issuer'],
  [issuingAccreditation, { types: 'all' }, '/types'],
  [issuingAccreditation, { types: ['*', 1] }, '/types/1'],
  [issuingAccreditation, { depth: -1 }, '/depth'],
  [issuingAccreditation, { depth: 0.5 }, '/depth'],
  [issuingAccreditation, { depth: 9 }, '/depth'],
  [issuingAccreditation, { depth: '1' }, '/depth'],
  [issuingAccreditation, { organisations: ['Example Hospital'] }, '/organisations/0'],
  [issuingAccreditation, { departments: null }, '/departments'],
  [issuingAccreditation, { keys: '*' }, '/keys'],
  [issuingAccreditation, { keys: ['short'] }, '/keys/0'],
  [patientIdentity, { record: { system: 'urn:x', value: 7 } }, '/record/value'],
  [patientIdentity, { birthDate: '1958-02-29' }, '/birthDate'],
  [patientIdentity, { birthDate: '28.2.1958' }, '/birthDate'],
  [patientIdentity, { birthDate: '1958-13' }, '/birthDate'],
  [patientIdentity, { birthDate: '58' }, '/birthDate'],
  [guardianship, { together: 9 }, '/together'],
  [guardianship, { powers: ['anything'] }, '/powers/0'],
  [patientIdentity, { method: 'video' }, '/method'],
  [patientIdentity, { recoveryKey: 'short' }, '/recoveryKey'],
  [patientIdentity, { coSigners: ['short'] }, '/coSigners/0'],
  [patientIdentity, { coSigners: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }, '/coSigners'],
  [guardianship, { ward: 'R-1' }, '/ward'],
  [guardianship, { basis: 'neighbour' }, '/basis'],
  [guardianship, { powers: ['confirm'] }, '/powers/0'],
  [guardianship, { powers: 'recover' }, '/powers'],
  [practitionerLicence, { name: '\u{1f9d1}'.repeat(257) }, '/name'],
  [practitionerLicence, { conditions: 'none' }, '/conditions'],
  [practitionerLicence, { conditions: ['x'.repeat(1025)] }, '/conditions/0'],
  [practitionerLicence, { revalidation: '2027' }, '/revalidation'],
  [practitionerLicence, { revalidation: '2027-02-29' }, '/revalidation'],
  [practitionerLicence, { revalidation: '2027-06-30Z' }, '/revalidation'],
  [practitionerRole, { location: 'Ward 4' }, '/location'],
  [practitionerRole, { location: { name: 'Ward 4', address: 'x' } }, '/location'],
  [practitionerRole, { privileges: ['x'] }, '/privileges/0'],
  [issuingAccreditation, { fields: 'name' }, '/fields'],
  [issuingAccreditation, { privileges: [1] }, '/privileges/0'],
  [issuingAccreditation, { actions: null }, '/actions'],
  [issuingAccreditation, { assessments: {} }, '/assessments'],
  [delegationOfAuthority, { actions: ['Request data'] }, '/actions/0'],
  [delegationOfAuthority, { actions: ['*'] }, '/actions/0'],
  [delegationOfAuthority, { department: cardiology }, '/department'],
  [delegationOfAuthority, { conditions: [''] }, '/conditions/0'],
  [proxyMandate, { powers: ['recover'] }, '/powers/0'],
  [proxyMandate, { powers: 256 }, '/powers'],
  [proxyMandate, { data: 'all' }, '/data'],
  [proxyMandate, { data: ['*'] }, '/data/0'],
  [proxyMandate, { patient: 'R-1' }, '/patient'],
  [healthAssessment, { assessed: '2026-11-31' }, '/assessed'],
  [healthAssessment, { outcome: 'fit' }, '/outcome'],
  [healthAssessment, { findings: coding }, '/findings'],
  [healthAssessment, { assessor: { name: 'Ada Example' } }, '/assessor/did'],
]

describe('parse…Claims', () => {
  test.each(rows)('of %s rejects %j', (type, changes, place) => {
    expect(() => parse(type, changes)).toThrow(
      expect.objectContaining({ code: 'credential_claims_invalid', place }),
    )
  })

  test.each([
    [practitionerLicence, ['profession', 'jurisdiction', 'standing']],
    [practitionerRole, ['organisation', 'department', 'profession', 'purposes', 'licence']],
    [issuingAccreditation, ['name', 'types', 'depth']],
    [patientIdentity, ['record', 'method']],
    [guardianship, ['ward', 'basis', 'powers']],
    [delegationOfAuthority, ['organisation', 'actions', 'purposes']],
    [proxyMandate, ['patient', 'powers', 'purposes', 'data']],
    [healthAssessment, ['kind', 'outcome', 'assessed', 'organisation']],
  ])('of %s needs what a holder must not leave out: %j', (type, names) => {
    for (const missing of names) {
      const entries = Object.entries(healthClaims[type] ?? {}).filter(([name]) => name !== missing)
      expect(() => parsers[type]?.(Object.fromEntries(entries))).toThrow(
        expect.objectContaining({ code: 'credential_claims_invalid', place: `/${missing}` }),
      )
    }
    const only = Object.entries(healthClaims[type] ?? {}).filter(([name]) => names.includes(name))
    expect(parsers[type]?.(Object.fromEntries(only))).toBeDefined()
  })
})

test('parse…Claims counts characters as JSON Schema does', () => {
  expect(parse(practitionerLicence, { name: '\u{1f9d1}'.repeat(256) })).toBeDefined()
})

describe('assertHealthClaims', () => {
  const credentialOf = (type: string, changes: object = {}) => ({
    format: 'dc+sd-jwt' as const,
    types: [type],
    claims: healthClaims[type] as JsonObject,
    subject: holder.did as string | undefined,
    holderKey: holder.publicKey,
    ...changes,
  })

  test.each(Object.keys(parsers))('accepts %s', (type) => {
    expect(() => assertHealthClaims(credentialOf(type))).not.toThrow()
    expect(isHealthCredential(credentialOf(type))).toBe(true)
  })

  test('lets other types say what they like', () => {
    const claims: Readonly<Record<string, JsonValue>> = { colour: ['blue'] }
    const credential = {
      format: 'vc+jwt',
      types: ['Other'],
      claims,
      subject: undefined,
      holderKey: undefined,
    } as const
    expect(() => assertHealthClaims(credential)).not.toThrow()
    expect(isHealthCredential(credential)).toBe(false)
  })

  test('rejects a type of ours behind another one', () => {
    const credential = credentialOf(patientIdentity, {
      types: ['Other', patientIdentity],
      claims: { colour: 'blue' },
    })
    expect(() => assertHealthClaims(credential)).toThrow(
      expect.objectContaining({ code: 'credential_claims_invalid' }),
    )
    expect(isHealthCredential(credential)).toBe(true)
  })

  test.each([undefined, 'urn:uuid:1', 'https://example.com/doctor'])(
    'rejects the subject %p',
    (subject) => {
      expect(() => assertHealthClaims(credentialOf(practitionerRole, { subject }))).toThrow(
        expect.objectContaining({ code: 'credential_claims_invalid', place: '/subject' }),
      )
    },
  )

  test('rejects an SD-JWT that is bound to no key, for it would be bearer', () => {
    const bearer = credentialOf(practitionerRole, { holderKey: undefined })
    expect(() => assertHealthClaims(bearer)).toThrow(
      expect.objectContaining({ code: 'holder_binding_missing' }),
    )
    expect(() => assertHealthClaims({ ...bearer, format: 'vc+jwt' })).not.toThrow()
  })

  test.each([undefined, []])('rejects an accreditation of a did:web with the keys %j', (keys) => {
    const { keys: _, ...rest } = healthClaims[issuingAccreditation] as JsonObject
    const claims = keys === undefined ? rest : { ...rest, keys }
    expect(() =>
      assertHealthClaims(credentialOf(issuingAccreditation, { claims, subject: cardiology })),
    ).toThrow(expect.objectContaining({ code: 'credential_claims_invalid', place: '/keys' }))
    expect(() => assertHealthClaims(credentialOf(issuingAccreditation, { claims }))).not.toThrow()
  })
})
