import { epochSeconds, type JsonObject } from '@fidecura/base'
import { credentialTypes, issueCredential } from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { contentsOf, healthClaims, issuer } from './samples.ts'

const { practitionerLicence, healthAssessment, delegationOfAuthority } = credentialTypes
const day = 86_400
// 2027-06-30 begins.
const begins = 1_814_313_600

function issue(type: string, changes: object = {}): Promise<string> {
  return issueCredential(contentsOf(type, changes), { signer: issuer, format: 'dc+sd-jwt' })
}

describe('issueCredential, of a licence that must be revalidated,', () => {
  test('lets it hold until that day is over everywhere on earth', async () => {
    const validUntil = epochSeconds(begins + day + day / 2)
    await expect(issue(practitionerLicence, { validUntil })).resolves.toMatch(/~$/)
  })

  test('refuses one that would hold a second longer', async () => {
    const validUntil = epochSeconds(begins + day + day / 2 + 1)
    await expect(issue(practitionerLicence, { validUntil })).rejects.toMatchObject({
      code: 'credential_claims_invalid',
      place: '/validUntil',
    })
  })

  test('lets one hold longer that names no such day', async () => {
    const { revalidation: _, ...claims } = healthClaims[practitionerLicence] as JsonObject
    const validUntil = epochSeconds(begins + 10 * day)
    await expect(issue(practitionerLicence, { validUntil, claims })).resolves.toMatch(/~$/)
  })
})

test.each([
  [practitionerLicence, 'name'],
  [practitionerLicence, 'regulator'],
  [practitionerLicence, 'registration'],
  [delegationOfAuthority, 'name'],
  [healthAssessment, 'name'],
])(
  'issueCredential refuses %s without its %s, which only a holder may leave out',
  async (type, name) => {
    const { [name]: _, ...claims } = healthClaims[type] as JsonObject
    await expect(issue(type, { claims })).rejects.toMatchObject({
      code: 'credential_claims_invalid',
      place: `/${name}`,
    })
  },
)
