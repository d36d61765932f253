import { decodeBase64url, decodeUtf8, type JsonObject } from '@fidecura/base'
import {
  type CredentialContents,
  credentialTypes,
  decodeCredential,
  decodeSdJwt,
  issueCredential,
} from '@fidecura/credentials'
import { importVerificationKey, verifyJws } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { contentsOf, healthClaims, holder, issuer, later, noon, statusEntry } from './samples.ts'

const ours = Object.values(credentialTypes)
const foreign = 'https://example.com/type'

async function issue(contents: CredentialContents, format: 'vc+jwt' | 'dc+sd-jwt' = 'dc+sd-jwt') {
  return await issueCredential(contents, { signer: issuer, format })
}

/** Names of the claims that only a disclosure shows. */
async function hiddenIn(token: string): Promise<readonly string[]> {
  const { hidden } = await decodeSdJwt(token)
  return [...hidden].sort()
}

function openPart(token: string): JsonObject {
  return JSON.parse(decodeUtf8(decodeBase64url(token.split('.')[1] ?? ''))) as JsonObject
}

describe.each(['vc+jwt', 'dc+sd-jwt'] as const)('issueCredential, for %s,', (format) => {
  test.each([...ours, foreign])('signs what decodeCredential reads: %s', async (type) => {
    const contents = contentsOf(type)
    const { credential, jws } = await decodeCredential(await issue(contents, format))
    expect(credential).toEqual({
      format,
      id: contents.id,
      issuer: issuer.did,
      types: [type],
      subject: holder.did,
      holderKey: holder.publicKey,
      issuedAt: noon,
      validFrom: noon,
      validUntil: later,
      status: [statusEntry],
      claims: contents.claims,
    })
    expect(jws.header.kid).toBe(issuer.keyId)
    const key = await importVerificationKey(issuer.publicKey)
    expect(await verifyJws(jws, { key, typ: format })).toBe(jws.payload)
  })

  test.each(ours)('refuses %s without a status', async (type) => {
    for (const status of [undefined, []]) {
      const { status: _, ...rest } = contentsOf(type)
      const contents = status === undefined ? rest : { ...rest, status }
      await expect(issue(contents, format)).rejects.toMatchObject({ code: 'status_missing' })
    }
  })

  test.each<[string, Partial<CredentialContents>, string]>([
    ['claims of another type', { claims: { colour: 'blue' } }, '/profession'],
    ['no name', { claims: withoutName(credentialTypes.practitionerLicence) }, '/name'],
    ['a subject that is no DID', { subject: 'urn:uuid:1' }, '/subject'],
    ['an end that is the start', { validUntil: noon }, '/validUntil'],
  ])('refuses a licence with %s', async (_, changes, place) => {
    const contents = contentsOf(credentialTypes.practitionerLicence, changes)
    const code = 'credential_claims_invalid'
    await expect(issue(contents, format)).rejects.toMatchObject({ code, place })
  })

  test('refuses a licence without id, for no role could name it', async () => {
    const { id: _, ...contents } = contentsOf(credentialTypes.practitionerLicence)
    await expect(issue(contents, format)).rejects.toMatchObject({ place: '/id' })
  })

  test('leaves out what it was not given', async () => {
    const { type, subject, claims, validFrom, validUntil, issuedAt } = contentsOf(foreign)
    const contents = { type, subject, claims, validFrom, validUntil, issuedAt }
    const { credential } = await decodeCredential(await issue(contents, format))
    expect(credential).toMatchObject({ id: undefined, holderKey: undefined, status: [] })
  })
})

function withoutName(type: string): JsonObject {
  const { name: _, ...rest } = healthClaims[type] as JsonObject
  return rest
}

describe('issueCredential', () => {
  test.each<[string, readonly string[]]>([
    [
      credentialTypes.practitionerLicence,
      ['name', 'registration', 'regulator', 'revalidation', 'specialties'],
    ],
    [credentialTypes.practitionerRole, ['name', 'privileges', 'specialties']],
    [credentialTypes.issuingAccreditation, []],
    [credentialTypes.delegationOfAuthority, ['name']],
    [credentialTypes.patientIdentity, ['birthDate', 'name', 'recoveryKey']],
    [credentialTypes.guardianship, ['name']],
    [credentialTypes.proxyMandate, ['name', 'patientName']],
    [credentialTypes.healthAssessment, ['assessor', 'birthDate', 'findings', 'name', 'record']],
    [foreign, ['colour']],
  ])('hides in %s what may be hidden', async (type, names) => {
    const token = await issue(contentsOf(type))
    expect(await hiddenIn(token)).toEqual(names)
    const open = JSON.stringify(openPart(token))
    expect(open).not.toContain('Ada Example')
    expect(open).not.toContain('Pat Example')
  })

  test('hides nothing but what it was told to', async () => {
    const token = await issue(
      contentsOf(credentialTypes.practitionerLicence, { disclosable: ['name'] }),
    )
    expect(await hiddenIn(token)).toEqual(['name'])
    const none = await issue(contentsOf(foreign, { disclosable: [] }))
    expect(none.split('~')).toHaveLength(2)
  })

  test('hides members and elements inside of claims, and one in another', async () => {
    const claims = {
      address: { street: 'Main Street 1', country: 'US', 'a/b': 1 },
      list: ['a', ['b']],
    }
    const disclosable = ['/address', '/address/street', '/address/a~1b', '/list/1', '/list/1/0']
    const token = await issue(contentsOf(foreign, { claims, disclosable }))
    expect(token.split('~')).toHaveLength(5 + 2)
    const { credential } = await decodeCredential(token)
    expect(credential.claims).toEqual(claims)
    expect(JSON.stringify(openPart(token))).not.toMatch(/street|Main|country|"b"/)
  })

  test('adds decoys that look like digests, and sorts', async () => {
    const token = await issue(contentsOf(foreign, { decoys: 5, claims: { a: 1, b: 2 } }))
    const digests = openPart(token)['_sd'] as readonly string[]
    expect(digests).toHaveLength(7)
    expect([...digests].sort()).toEqual(digests)
    for (const digest of digests) expect(digest).toMatch(/^[\w-]{43}$/)
  })

  test('never makes the same salt or digest twice', async () => {
    const contents = contentsOf(foreign)
    const first = (await issue(contents)).split('~')[1]
    const second = (await issue(contents)).split('~')[1]
    expect(first).not.toBe(second)
    const [salt] = JSON.parse(decodeUtf8(decodeBase64url(first ?? ''))) as [string]
    expect(decodeBase64url(salt)).toHaveLength(16)
  })

  test.each([
    'iss',
    'vct',
    'cnf',
    'nbf',
    'exp',
    'status',
    'aud',
    '/status/status_list',
    'vct#integrity',
  ])('refuses to hide %s', async (name) => {
    const contents = contentsOf(foreign, { disclosable: [name] })
    await expect(issue(contents)).rejects.toMatchObject({ code: 'disclosure_forbidden' })
  })

  test.each([
    [credentialTypes.practitionerLicence, 'standing'],
    [credentialTypes.practitionerLicence, 'scope'],
    [credentialTypes.practitionerLicence, '/registration/value'],
    [credentialTypes.practitionerRole, 'purposes'],
    [credentialTypes.practitionerRole, 'licence'],
    [credentialTypes.issuingAccreditation, 'depth'],
    [credentialTypes.patientIdentity, 'record'],
    [credentialTypes.patientIdentity, 'coSigners'],
    [credentialTypes.practitionerLicence, 'scope'],
    [credentialTypes.practitionerLicence, 'conditions'],
    [credentialTypes.practitionerLicence, 'standing'],
    [credentialTypes.practitionerRole, 'location'],
    [credentialTypes.delegationOfAuthority, 'conditions'],
    [credentialTypes.delegationOfAuthority, 'scope'],
    [credentialTypes.guardianship, 'powers'],
    [credentialTypes.proxyMandate, 'conditions'],
    [credentialTypes.proxyMandate, 'data'],
    [credentialTypes.healthAssessment, 'conditions'],
    [credentialTypes.healthAssessment, 'outcome'],
  ])('refuses to hide in %s the limit %s', async (type, name) => {
    const contents = contentsOf(type, { disclosable: [name] })
    await expect(issue(contents)).rejects.toMatchObject({ code: 'disclosure_forbidden' })
  })

  test.each(['other', '/colour/shade', '/'])(
    'refuses to hide %s, which is not there',
    async (name) => {
      const contents = contentsOf(foreign, { disclosable: [name] })
      await expect(issue(contents)).rejects.toMatchObject({ code: 'disclosure_not_found' })
    },
  )

  test.each<[string, JsonObject, string]>([
    ['_sd', { _sd: [] }, 'disclosure_forbidden'],
    ['a deeper ...', { list: [{ '...': 'x' }] }, 'disclosure_forbidden'],
    ['iss', { iss: 'did:web:stranger.example' }, 'credential_claims_invalid'],
    ['status', { status: {} }, 'credential_claims_invalid'],
    ['_sd_alg', { _sd_alg: 'md5' }, 'credential_claims_invalid'],
  ])('refuses a claim called %s', async (_, claims, code) => {
    await expect(issue(contentsOf(foreign, { claims }))).rejects.toMatchObject({ code })
  })

  test('refuses a claim called id in vc+jwt, where it would be the subject', async () => {
    const contents = contentsOf(foreign, { claims: { id: 'did:web:stranger.example' } })
    await expect(issue(contents, 'vc+jwt')).rejects.toMatchObject({
      code: 'credential_claims_invalid',
    })
    await expect(issue(contents)).resolves.toContain('~')
  })

  test('refuses an SD-JWT of our types that is bound to no key', async () => {
    const { holderKey: _, ...contents } = contentsOf(credentialTypes.practitionerRole)
    await expect(issue(contents)).rejects.toMatchObject({ code: 'holder_binding_missing' })
  })

  test.each([{ disclosable: ['colour'] }, { decoys: 1 }])(
    'refuses %j for vc+jwt',
    async (changes) => {
      const contents = contentsOf(foreign, changes)
      await expect(issue(contents, 'vc+jwt')).rejects.toMatchObject({
        code: 'credential_format_unsupported',
      })
    },
  )

  test.each([
    ['issuedAt', 'dc+sd-jwt'],
    ['validFrom', 'dc+sd-jwt'],
    ['validUntil', 'vc+jwt'],
  ] as const)('signs no fraction of a second: %s in %s', async (place, format) => {
    const contents = contentsOf(foreign, { [place]: contentsOf(foreign)[place] + 0.5 })
    await expect(issue(contents, format)).rejects.toMatchObject({
      code: 'instant_malformed',
      place,
    })
  })

  test('refuses a format that it does not know', async () => {
    await expect(issue(contentsOf(foreign), 'jwt_vc' as never)).rejects.toMatchObject({
      code: 'credential_format_unsupported',
    })
  })

  test('writes each kind of status where its standard wants it', async () => {
    const revocation = {
      kind: 'bitstring',
      list: 'https://example.com/3',
      index: 94567,
      purpose: 'revocation',
    } as const
    const status = [revocation, { ...revocation, purpose: 'suspension' }, statusEntry]
    const { credential } = await decodeCredential(
      await issue(contentsOf(foreign, { status }), 'vc+jwt'),
    )
    expect(credential.status).toEqual(status)
    const code = 'status_type_unsupported'
    await expect(issue(contentsOf(foreign, { status }))).rejects.toMatchObject({ code })
    const two = contentsOf(foreign, { status: [statusEntry, statusEntry] })
    await expect(issue(two, 'vc+jwt')).rejects.toMatchObject({ code })
  })

  test('bounds how deep claims lie in one another', async () => {
    let claims: JsonObject = {}
    for (let i = 0; i < 40; i++) claims = { a: claims }
    const code = 'credential_claims_invalid'
    await expect(issue(contentsOf(foreign, { claims }))).rejects.toMatchObject({ code })
  })
})
