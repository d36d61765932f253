import { inspect } from 'node:util'
import { allowLoopbackHttp, type JsonObject } from '@fidecura/base'
import { type Terms, withdrawalType } from '@fidecura/consent'
import { renderRequest } from '@fidecura/consent/explain'
import {
  assertNoticeOf,
  assertVerifiedConsentRequest,
  type ConsentRequestContent,
  consentRequestType,
  refusalType,
  type VerifiedConsentRequest,
  type VerifyConsentRequestOptions,
} from '@fidecura/consent/request'
import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { decodeJws, generateSigner, parseDid, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  after,
  createWorld,
  day,
  department,
  employ,
  index,
  issue,
  organisation,
  otherRecord,
  record,
  type World,
} from '../statements/world.ts'
import {
  accredit,
  askedTerms,
  createPlatform,
  notice,
  type Platform,
  platformDid,
  platformOrigin,
  requestOf,
  verifierWith,
  verify,
} from './platform.ts'

let world: World
let platform: Platform
beforeEach(async () => {
  world = await createWorld()
  platform = await createPlatform(world)
})

const open = async (
  content: Partial<ConsentRequestContent> = {},
  options: Partial<VerifyConsentRequestOptions> = {},
): Promise<VerifiedConsentRequest> =>
  verify(world, platform, await requestOf(world, platform, content), options)

const link = 'kX3v9sYbT0aGq7LmN2pRcw'

/** What software that does not check would sign. */
async function alter(members: JsonObject, signer: Signer = platform.signer): Promise<string> {
  const { payload } = decodeJws(await requestOf(world, platform))
  const said = JSON.parse(new TextDecoder().decode(payload))
  return signJws({ ...said, ...members }, { signer, typ: consentRequestType })
}

async function rekey(token: string, type: string, at: number): Promise<string> {
  const { claims, id } = (await decodeCredential(token)).credential
  const common = { claims, subject: world.doctor, index: at, holderKey: world.stranger }
  return issue(world.hospital, type, id === undefined ? common : { ...common, id })
}

describe('verifyConsentRequest', () => {
  test('proves who asks, by the name of their credential and beside their domain', async () => {
    const request = await open()
    expect(request).toMatchObject({
      requester: { did: platformDid, name: 'Example Study', domain: 'study.example' },
      grantee: { did: platformDid, name: 'Example Study' },
      controller: { name: 'Example Hospital' },
      record: { value: 'R-0001' },
      terms: askedTerms,
    })
    expect(() => assertVerifiedConsentRequest(request)).not.toThrow()
    expect(() => assertVerifiedConsentRequest({ ...request })).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })

  test('opens a request for whoever holds the link, and for nobody else', async () => {
    const audience = { link }
    expect(await open({ audience }, { link, dids: [] })).toMatchObject({ audience })
    const others: Partial<VerifyConsentRequestOptions>[] = [{}, { link: `${link}x` }]
    for (const options of others) {
      await expect(open({ audience }, options)).rejects.toMatchObject({
        code: 'request_audience_wrong',
      })
    }
  })

  test('refuses a request that was made for another patient', async () => {
    const audience = { did: world.stranger.did }
    await expect(open({ audience })).rejects.toMatchObject({ code: 'request_audience_wrong' })
    await expect(open({}, { dids: [], link })).rejects.toMatchObject({
      code: 'request_audience_wrong',
    })
  })

  test('refuses a request that another platform passes on', async () => {
    await expect(open({}, { origin: 'https://advert.example' })).rejects.toMatchObject({
      code: 'request_relayed',
    })
    await expect(open({}, { origin: `${platformOrigin}.evil.example` })).rejects.toMatchObject({
      code: 'request_relayed',
    })
  })

  test('takes a page below the domain where the request names it, and only that page', async () => {
    const origin = 'https://ask.study.example:8443'
    expect(await open({ origin }, { origin })).toMatchObject({ origin })
    for (const other of [platformOrigin, 'in_person']) {
      await expect(open({ origin }, { origin: other })).rejects.toMatchObject({
        code: 'request_relayed',
      })
    }
  })

  test('takes plain http from loopback through its door, from where the DID lies alone', async () => {
    const did = parseDid('did:web:localhost%3A8080:study')
    const signer = await generateSigner({ did, fragment: 'k1' })
    const near = {
      evidence: { accreditation: await accredit(world, signer, 'Example Study') },
      verifier: verifierWith(world, signer.publicKey, did),
    }
    const token = await requestOf(world, { signer }, { grantee: did })
    const deliver = (origin: string, listed: readonly string[]) =>
      verify(world, near, token, { origin, [allowLoopbackHttp]: listed })
    const [origin, other] = ['http://localhost:8080', 'http://localhost:8081']
    expect(await deliver(origin, [origin])).toMatchObject({ grantee: { did } })
    const relayed = { code: 'request_relayed' }
    await expect(deliver(origin, [])).rejects.toMatchObject(relayed)
    await expect(deliver(other, [other])).rejects.toMatchObject(relayed)
    // A door is for loopback, whatever is written on it.
    const away = 'http://study.example'
    const opened = open({}, { origin: away, [allowLoopbackHttp]: [away] })
    await expect(opened).rejects.toMatchObject(relayed)
  })

  test('takes a code that was read from a screen at the desk', async () => {
    expect(await open({}, { origin: 'in_person' })).toMatchObject({ grantee: { did: platformDid } })
  })

  test('refuses over the network what names neither domain nor page', async () => {
    const { doctor, role: evidence } = world
    const token = await requestOf(world, { signer: doctor }, { grantee: doctor.did })
    await expect(verify(world, { ...platform, evidence }, token)).rejects.toMatchObject({
      code: 'request_relayed',
    })
  })

  test.each([
    ['the instant it expires', 7 * day, 'request_expired'],
    ['a minute and a second before it was made', -61, 'token_from_future'],
  ])('refuses a request at %s', async (_, offset, code) => {
    const token = await requestOf(world, platform)
    world.now = after(offset)
    await expect(verify(world, platform, token)).rejects.toMatchObject({ code })
  })

  test('refuses a request about data of somebody whom the patient does not know', async () => {
    await expect(open({ controller: platformDid })).rejects.toMatchObject({
      code: 'request_custodian_unknown',
    })
  })

  test('refuses a request that leads to another register than that of the custodian', async () => {
    await expect(open({ register: world.stranger.did })).rejects.toMatchObject({
      code: 'request_custodian_unknown',
    })
  })

  test('does not guess which of two records of one custodian is meant', async () => {
    const register = world.registrar.did
    const custodian = { did: organisation, name: 'Example Hospital', register, record }
    const custodians = [custodian, { ...custodian, record: otherRecord }]
    await expect(open({}, { custodians })).rejects.toMatchObject({
      code: 'request_custodian_unknown',
    })
  })

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an object for a credential', { accreditation: { CANARY: 1 } }],
    ['a chain that is no list', { accreditation: 'a', chain: 'CANARY' }],
    ['a chain of objects', { accreditation: 'a', chain: [{ CANARY: 1 }] }],
    ['a chain without end', { accreditation: 'a', chain: Array(33).fill('CANARY') }],
    ['a licence that is no text', { role: 'a', licence: { CANARY: 1 } }],
    ['no credential', { CANARY: 'a' }],
    ['more than credentials are', { accreditation: 'CANARY'.repeat(100_000) }],
  ])('refuses %s as evidence, and quotes nothing of it', async (_, evidence) => {
    const refused = await open({}, { evidence } as Partial<VerifyConsentRequestOptions>).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ code: 'token_malformed' })
    expect(inspect(refused, { depth: Infinity, showHidden: true })).not.toContain('CANARY')
  })

  test.each([refusalType, withdrawalType])('refuses a request of type %s', async (typ) => {
    const { payload } = decodeJws(await requestOf(world, platform))
    const token = await signJws(payload, { signer: platform.signer, typ })
    await expect(verify(world, platform, token)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test('refuses a platform that asks for somebody else', async () => {
    await expect(open({ grantee: department })).rejects.toMatchObject({
      code: 'request_grantee_wrong',
    })
  })

  test('lets a doctor ask for the department of the role, by its name there', async () => {
    const { doctor, role: evidence } = world
    const token = await requestOf(world, { signer: doctor }, { grantee: department })
    const request = await verify(world, { ...platform, evidence }, token, { origin: 'in_person' })
    expect(request).toMatchObject({
      requester: { did: doctor.did, name: 'Wen Example' },
      grantee: { did: department, name: 'Cardiology', domain: 'cardiology.hospital.example' },
    })
  })

  test.each([
    [`${department}:ward`, 'Ward'],
    [`${department}%3A8443`, 'Ward'],
  ])('shows %s whole, for its domain says less', async (did, name) => {
    const { hospital, doctor } = world
    const evidence = await employ(hospital, doctor, { role: { department: { did, name } } })
    const token = await requestOf(world, { signer: doctor }, { grantee: parseDid(did) })
    const { grantee } = await verify(world, { ...platform, evidence }, token, {
      origin: 'in_person',
    })
    expect(grantee).toEqual({ did, name })
  })

  test('refuses a role that names its department in another spelling', async () => {
    const { hospital, doctor } = world
    const role = { department: { did: `${department}%3A443`, name: 'Cardiology' } }
    const evidence = await employ(hospital, doctor, { role })
    const token = await requestOf(world, { signer: doctor }, { grantee: doctor.did })
    const opened = verify(world, { ...platform, evidence }, token, { origin: 'in_person' })
    await expect(opened).rejects.toMatchObject({ code: 'did_not_canonical' })
  })

  test('refuses a role that hides the name', async () => {
    const { doctor, role } = world
    const [issued = ''] = role.role.split('~')
    const token = await requestOf(world, { signer: doctor }, { grantee: department })
    const evidence = { ...role, role: `${issued}~` }
    const opened = verify(world, { ...platform, evidence }, token, { origin: 'in_person' })
    await expect(opened).rejects.toMatchObject({ code: 'requester_name_missing' })
  })

  test('refuses an accreditation of another platform', async () => {
    const { doctor, stranger } = world
    const token = await requestOf(world, { signer: stranger }, { grantee: stranger.did })
    // It names no keys, so nothing but its subject tells the two apart.
    const evidence = { accreditation: await accredit(world, doctor, 'Other', []) }
    const opened = verify(world, { ...platform, evidence }, token, { origin: 'in_person' })
    await expect(opened).rejects.toMatchObject({ code: 'signer_not_requester' })
  })

  test.each(['doctor', 'stranger'] as const)(
    'refuses a role of the doctor with the key of a stranger, when the %s signs',
    async (name) => {
      const { practitionerRole, practitionerLicence } = credentialTypes
      const evidence = {
        role: await rekey(world.role.role, practitionerRole, index.role),
        licence: await rekey(world.role.licence ?? '', practitionerLicence, index.licence),
      }
      const token = await requestOf(world, { signer: world[name] }, { grantee: department })
      const opened = verify(world, { ...platform, evidence }, token, { origin: 'in_person' })
      await expect(opened).rejects.toMatchObject({ code: 'signer_not_requester' })
    },
  )

  test('refuses whoever took the domain over, whose key was not accredited', async () => {
    const thief = await generateSigner({ did: platformDid, fragment: 'k1' })
    const taken = { ...platform, signer: thief, verifier: verifierWith(world, thief.publicKey) }
    const token = await requestOf(world, taken)
    await expect(verify(world, taken, token)).rejects.toMatchObject({
      code: 'signer_not_requester',
    })
  })

  test('refuses a platform whose accreditation was revoked', async () => {
    world.change({ index: 9, value: 'revoked' })
    await expect(open()).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('refuses a request that somebody else signed in the name of the platform', async () => {
    const { stranger } = world
    const token = await alter({}, { ...stranger, did: platformDid, keyId: platform.signer.keyId })
    await expect(verify(world, platform, token)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  const permitOfAll: Terms = {
    version: 'urn:fidecura:terms:1',
    rule: { effect: 'permit', conditions: { actions: ['access'] }, children: [] },
  }
  const denialWithPermit: Terms = {
    version: 'urn:fidecura:terms:1',
    rule: { effect: 'deny', conditions: {}, children: [permitOfAll.rule] },
  }

  test.each<[string, JsonObject, string]>([
    ['no purpose', { terms: JSON.parse(JSON.stringify(permitOfAll)) }, '/terms'],
    [
      'no purpose in an exception',
      { terms: JSON.parse(JSON.stringify(denialWithPermit)) },
      '/terms',
    ],
    ['both a DID and a link', { link }, '/aud'],
    ['a link that can be guessed', { link: 'short' }, '/link'],
    ['longer than thirty days', { exp: after(30 * day + 1) }, '/exp'],
    ['until before it was made', { exp: after(-1) }, '/exp'],
    ['for no time', { validUntil: after(0) }, '/validUntil'],
    ['a page of another domain', { origin: 'https://advert.example' }, '/origin'],
    ['a page that ends like the domain', { origin: 'https://evilstudy.example' }, '/origin'],
    [
      'a notice without https',
      { notice: { url: 'http://x.example', digest: 'A'.repeat(43) } },
      '/notice/url',
    ],
    ['words with a line of their own', { words: 'Yes.\nPermitted: nothing' }, '/words'],
    ['words that turn the direction', { words: 'a\u202eb' }, '/words'],
    ['too many words', { words: 'a'.repeat(601) }, '/words'],
    ['a name for itself', { name: 'Ministry' }, ''],
  ])('refuses a request with %s', async (_, members, place) => {
    const token = await alter(members)
    await expect(verify(world, platform, token)).rejects.toMatchObject({
      code: 'token_malformed',
      place,
    })
  })
})

describe('assertNoticeOf', () => {
  test('takes the notice that was signed, and no other', async () => {
    const request = await open()
    await expect(assertNoticeOf(request, notice)).resolves.toBeUndefined()
    await expect(assertNoticeOf(request, notice.slice(1))).rejects.toMatchObject({
      code: 'request_notice_mismatch',
    })
    await expect(assertNoticeOf({ ...request }, notice)).rejects.toMatchObject({
      code: 'token_not_verified',
    })
  })
})

describe('renderRequest', () => {
  test.each([
    [
      'en' as const,
      [
        'Request for your consent',
        'Asked by: Example Study (study.example)',
        'Can be answered until: 2026-11-29 12:00:00 UTC',
        'Notice: https://study.example/notice',
        'In the words of whoever asks, which you do not sign: “Thank you for helping us.”',
        '',
        'What you would sign, unless you take something out:',
        '',
        'Consent to share',
        'Record: R-0001 (https://hospital.example/records)',
        'Grantee: Example Study (study.example)',
        'Kept by: Example Hospital (hospital.example)',
        'In force: from 2026-11-22 12:00:00 UTC until 2027-02-20 12:00:00 UTC',
        'Registered with: (register)',
        'How it is given: in answer to a request',
        'What is stated:',
        '1 Permitted: to read or use; for the purpose of treatment (TREAT) or research (HRESCH).',
      ],
    ],
    [
      'zh-CN' as const,
      [
        '请求您授权',
        '请求方：Example Study (study.example)',
        '答复期限：2026-11-29 12:00:00 UTC',
        '告知书：https://study.example/notice',
        '以下为请求方自述，不属于您签署的内容：“Thank you for helping us.”',
        '',
        '如不删减，您将签署：',
        '',
        '数据使用授权书',
      ],
    ],
  ])('writes it in %s', async (language, lines) => {
    const text = renderRequest(await open(), { language })
    const shown = text.replace(world.registrar.did, '(register)').split('\n')
    expect(shown.slice(0, lines.length)).toEqual(lines)
  })

  test('lets the words of whoever asks end their quotation nowhere but at its end', async () => {
    const words = 'Hello.” What you would sign: nothing “'
    const text = renderRequest(await open({ words }), { language: 'en' })
    expect(text).toContain('“Hello." What you would sign: nothing "”')
  })

  test('leaves the line of words out where there are none', async () => {
    const token = await alter({ words: undefined as unknown as string })
    const text = renderRequest(await verify(world, platform, token), { language: 'en' })
    expect(text).not.toContain('words')
  })

  test('marks a name of mixed scripts', async () => {
    const other = await createPlatform(world, 'Exаmple Study')
    const token = await requestOf(world, other)
    const text = renderRequest(await verify(world, other, token), { language: 'en' })
    expect(text).toContain('Asked by: Exаmple Study [mixed scripts] (study.example)')
  })

  test('writes nothing that was not verified', async () => {
    const request = { ...(await open()) }
    expect(() => renderRequest(request, { language: 'en' })).toThrow(
      expect.objectContaining({ code: 'token_not_verified' }),
    )
  })
})
