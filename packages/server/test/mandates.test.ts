import { epochSeconds } from '@fidecura/base'
import { type MandateContents, signMandate, signStatement, signWithdrawal } from '@fidecura/consent'
import { signAnswer, signRefusal, statementFromRequest } from '@fidecura/consent/request'
import {
  createMemoryReplayStore,
  createVerifier,
  credentialTypes,
  issueCredential,
  issueStatusList,
} from '@fidecura/credentials'
import { digestOf, generateSigner, parseDid } from '@fidecura/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { checkMandate } from '../src/acts/check-mandate.ts'
import { consentTo, laboratory, open } from './consents.ts'
import { agree, agreeWith, contentsOf, give, scope } from './mandates.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createPerson, createWorld, origin, type Person, type World } from './world.ts'

let world: World
let desk: Person
let doctor: Person
let mother: Person
let neighbour: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  doctor = await appoint(world, '2')
  mother = await enrol(world, desk, 'R-1')
  neighbour = await enrol(world, desk, 'R-2')
})
afterAll(() => world.close())
// Nobody begins as many as these tests.
beforeEach(() => world.advance(20))

const record = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const ask = (purposes = ['TREAT'], data = [laboratory]) =>
  doctor.client.requestConsent({ record, purposes, data, validDays: 9 })

const evidenceOf = ({ credentials: [mandate = '', identity = ''], chain }: Person) => ({
  ...{ mandate, identity, chain },
})

/** Opens a request, and signs what it asks as the proxy. */
async function signed(proxy: Person, made: Awaited<ReturnType<typeof ask>>) {
  const request = await open(world, proxy, made, 'R-1')
  const id = `urn:uuid:${crypto.randomUUID()}`
  const draft = statementFromRequest(request, { id, language: 'en', by: 'proxy' })
  const issuedAt = world.clock.now()
  const uses = createMemoryReplayStore()
  const token = await signAnswer(request, draft, { signer: proxy.signer, issuedAt, uses })
  return { id, body: { token, evidence: evidenceOf(proxy) } }
}

describe('a mandate', () => {
  test('is given with a code, four digits and one signature, and lets somebody act', async () => {
    const { item, proxy } = await give(world, mother, 'R-1')
    expect(item).toMatchObject({ state: 'in_force' })
    const { records } = await proxy.client.session()
    expect(records).toEqual([
      { record, as: 'proxy', powers: scope.powers, purposes: scope.purposes },
    ])
    const { id, body } = await signed(proxy, await ask())
    expect(await proxy.client.submitStatement(body)).toMatchObject({ receipt: expect.any(String) })
    const { items } = await mother.client.myNotices()
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'statement', id: await digestOf(body.token) }),
    )
    const { statements } = await mother.client.myStatements()
    expect(statements.map(({ token }) => token)).toContain(body.token)
    const issuedAt = world.clock.now()
    const token = await signWithdrawal(
      { statement: { issuer: proxy.signer.did, id }, record, issuedAt, by: 'proxy' },
      { signer: proxy.signer },
    )
    const withdrawn = await proxy.client.withdraw({ token, evidence: evidenceOf(proxy) })
    expect(withdrawn).toMatchObject({ receipt: expect.any(String) })
  })

  test('has its place in the list of the hospital, beside everything else', async () => {
    const { item } = await give(world, mother, 'R-1')
    const { site } = world.hospital()
    const [, payload = ''] = item.mandate.split('.')
    const { status } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(status.status_list.uri).toBe(site.listUrl)
  })

  test('is listed for the patient alone', async () => {
    const { item, proxy } = await give(world, mother, 'R-1')
    const { items } = await mother.client.myMandates({ limit: 100 })
    expect(items.map(({ id }) => id)).toContain(item.id)
    expect((await neighbour.client.myMandates()).items).toEqual([])
    await expect(proxy.client.myMandates()).rejects.toMatchObject({ code: 'not_permitted' })
  })

  test('is written down, by whom and about whom', async () => {
    const { item } = await give(world, mother, 'R-1')
    await mother.client.endMandate(item.id)
    const found = await world.hospital().store.audit.about(record, { limit: 3 })
    const acts = found.map(({ act }) => [act.kind, act.outcome, act.actor?.did])
    const did = mother.signer.did
    expect(acts).toEqual([
      ['revoke', 'done', did],
      ['issue', 'done', did],
      ['verify', 'done', did],
    ])
  })

  test('is taken in once, whatever is sent again', async () => {
    const { id, place } = await agree(world, mother)
    const { signer } = mother
    const issuedAt = world.clock.now()
    const mandate = await signMandate(contentsOf(world, 'R-1', place), { signer, issuedAt })
    const call = { idempotencyKey: crypto.randomUUID().replaceAll('-', '') }
    const first = await mother.client.giveMandate({ offer: id, mandate }, call)
    expect(await mother.client.giveMandate({ offer: id, mandate }, call)).toEqual(first)
    const again = mother.client.giveMandate({ offer: id, mandate })
    await expect(again).rejects.toMatchObject({ code: 'offer_state_wrong' })
  })
})

describe('taking a mandate back', () => {
  test('is one call, ends it at once here, and elsewhere with the next list', async () => {
    const { item, proxy } = await give(world, mother, 'R-1')
    const late = await signed(proxy, await ask())
    const ended = await mother.client.endMandate(item.id)
    expect(ended).toMatchObject({ state: 'ended', endedAt: expect.any(Number) })
    const code = 'status_revoked'
    await expect(proxy.client.session()).rejects.toMatchObject({ code })
    await expect(proxy.signIn()).rejects.toMatchObject({ code })
    // Handed in by somebody who may act here: the mandate itself is what is refused.
    const carried = mother.client.submitStatement(late.body)
    await expect(carried).rejects.toMatchObject({ code })
    expect(await mother.client.endMandate(item.id)).toEqual(ended)
  })

  test('ends what was signed under it within the age of a list', async () => {
    const { item, proxy } = await give(world, mother, 'R-1')
    const { body } = await signed(proxy, await ask())
    await proxy.client.submitStatement(body)
    await mother.client.endMandate(item.id)
    const { verifier } = world.hospital()
    const [mandate = '', giver = ''] = proxy.credentials
    const proven = verifier.verifyCredential(mandate, { giver, chain: proxy.chain })
    await expect(proven).rejects.toMatchObject({ code: 'status_revoked' })
  })

  test('cannot be undone by anybody, the hospital included', async () => {
    const { item } = await give(world, mother, 'R-1')
    await mother.client.endMandate(item.id)
    const { store, site, clock } = world.hospital()
    const kept = await store.issued.find(mother.signer.did, item.id)
    const { list, index } = kept?.status ?? { list: '', index: -1 }
    const undone = store.issued.change(list, { index, value: 'valid' }, clock)
    await expect(undone).rejects.toMatchObject({ code: 'status_change_refused' })
    const reinstated = site.issuer(store).reinstate(item.id)
    await expect(reinstated).rejects.toMatchObject({ code: 'credential_not_issued' })
  })

  test('is for the patient of that record alone', async () => {
    const { item, proxy } = await give(world, mother, 'R-1')
    const stranger = neighbour.client.endMandate(item.id)
    await expect(stranger).rejects.toMatchObject({ code: 'not_found', status: 404 })
    await expect(proxy.client.endMandate(item.id)).rejects.toMatchObject({ code: 'not_permitted' })
    expect(await proxy.client.session()).toBeDefined()
  })

  test('is for the patients of this hospital, whatever another one calls its records', async () => {
    const { item } = await give(world, mother, 'R-1')
    const elsewhere = await createPerson(world, { ...mother, tenant: 'hillside' })
    const entered = elsewhere.signIn()
    await expect(entered).rejects.toMatchObject({ code: 'request_malformed' })
    const unknown = elsewhere.client.endMandate(item.id)
    await expect(unknown).rejects.toMatchObject({ code: 'session_missing' })
  })
})

describe('a proxy', () => {
  test('is refused beyond the purposes, the data and the powers of the mandate', async () => {
    const narrow = await give(world, mother, 'R-1', {
      data: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Procedure' }],
    })
    const beyond = { code: 'representation_beyond_power' }
    const aboutData = await signed(narrow.proxy, await ask())
    await expect(narrow.proxy.client.submitStatement(aboutData.body)).rejects.toMatchObject(beyond)
    const { proxy } = await give(world, mother, 'R-1', { purposes: [] })
    const forPurpose = await signed(proxy, await ask())
    await expect(proxy.client.submitStatement(forPurpose.body)).rejects.toMatchObject(beyond)
    const looking = await give(world, mother, 'R-1', { powers: ['view'] })
    const byPower = await signed(looking.proxy, await ask())
    const tried = looking.proxy.client.submitStatement(byPower.body)
    await expect(tried).rejects.toMatchObject(beyond)
  })

  test('sees nothing without the power to look, and says no to nothing without one to answer', async () => {
    const blind = await give(world, mother, 'R-1', { powers: ['consent'] })
    const look = blind.proxy.client.myRequests()
    await expect(look).rejects.toMatchObject({ code: 'not_permitted' })
    const { proxy } = await give(world, mother, 'R-1', { powers: ['view', 'withdraw'] })
    const made = await ask()
    const request = await open(world, proxy, made, 'R-1')
    const uses = createMemoryReplayStore()
    const issuedAt = world.clock.now()
    const refusal = await signRefusal(request, { signer: proxy.signer, issuedAt, uses })
    const refused = proxy.client.refuseRequest(refusal)
    await expect(refused).rejects.toMatchObject({ code: 'not_permitted' })
    const { items } = await mother.client.myRequests({ limit: 100 })
    expect(items.find(({ id }) => id === made.id)?.state).toBe('open')
  })

  test.each([
    ['purposes', { purposes: ['HPAYMT'] }],
    [
      'kinds of data',
      { data: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }] },
    ],
  ])('says no to nothing that is asked beyond their %s', async (_, claims) => {
    const refuse = async (proxy: Person) => {
      const request = await open(world, proxy, made, 'R-1')
      const uses = createMemoryReplayStore()
      const issuedAt = world.clock.now()
      const refusal = await signRefusal(request, { signer: proxy.signer, issuedAt, uses })
      return proxy.client.refuseRequest(refusal)
    }
    const made = await ask()
    const { proxy } = await give(world, mother, 'R-1', claims)
    await expect(refuse(proxy)).rejects.toMatchObject({ code: 'not_permitted' })
    const whole = await give(world, mother, 'R-1')
    expect(await refuse(whole.proxy)).toEqual({ done: true })
  })

  test('opens nothing to themself, under another DID of their key neither', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    const { site, clock } = world.hospital()
    const [now, { signer }] = [clock(), proxy]
    const other = `did:jwk:${Buffer.from(JSON.stringify(signer.publicKey)).toString('base64url')}`
    for (const did of [signer.did, parseDid(other)]) {
      const token = await signStatement(
        {
          ...{ id: `urn:uuid:${crypto.randomUUID()}`, kind: 'consent', by: 'proxy', record },
          ...{ grantee: { did, name: 'Sam Example' }, language: 'en', register: site.did },
          controller: { did: site.did, name: site.name },
          terms: {
            version: 'urn:fidecura:terms:1',
            rule: { effect: 'permit', conditions: { purposes: ['TREAT'] }, children: [] },
          },
          ...{ validFrom: now, validUntil: epochSeconds(now + 3600), issuedAt: now },
        },
        { signer },
      )
      const handedIn = proxy.client.submitStatement({ token, evidence: evidenceOf(proxy) })
      await expect(handedIn).rejects.toMatchObject({ code: 'representative_is_grantee' })
    }
  })

  test('takes back nothing that the patient gave', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    const given = await consentTo(world, mother, await ask(), 'R-1')
    const { id } = JSON.parse(Buffer.from(given.split('.')[1] ?? '', 'base64url').toString())
    const issuedAt = world.clock.now()
    const token = await signWithdrawal(
      { statement: { issuer: mother.signer.did, id }, record, issuedAt, by: 'proxy' },
      { signer: proxy.signer },
    )
    const withdrawn = proxy.client.withdraw({ token, evidence: evidenceOf(proxy) })
    await expect(withdrawn).rejects.toMatchObject({ code: 'representation_beyond_power' })
  })

  test('passes nothing on', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    const offered = proxy.client.offerMandate('Third Example')
    await expect(offered).rejects.toMatchObject({ code: 'not_permitted' })
    const { place } = await agree(world, neighbour)
    const written = await signMandate(contentsOf(world, 'R-1', place), {
      ...{ signer: proxy.signer, issuedAt: world.clock.now() },
    })
    const [, identity = ''] = proxy.credentials
    const third = await createPerson(world, {
      ...{ signer: neighbour.signer, credentials: [written, identity], chain: proxy.chain },
    })
    await expect(third.signIn()).rejects.toMatchObject({ code: 'credentials_not_held' })
  })

  test('is nobody with the mandate of somebody else', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    const { credentials, chain } = proxy
    const thief = await createPerson(world, { credentials, chain, signer: await generateSigner() })
    await expect(thief.signIn()).rejects.toMatchObject({ code: 'credentials_not_held' })
  })

  test('is nobody once the mandate has ended by its date', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    world.advance(31 * 86_400)
    await expect(proxy.signIn()).rejects.toMatchObject({ code: 'credential_expired' })
    await Promise.all([mother.signIn(), neighbour.signIn(), doctor.signIn(), desk.signIn()])
    const { items } = await mother.client.myMandates({ limit: 100 })
    expect(items.map(({ state }) => state)).toContain('expired')
  })

  test('is nobody here without the identity of whoever gave the mandate', async () => {
    const { proxy } = await give(world, mother, 'R-1')
    const [mandate = ''] = proxy.credentials
    const { signer, chain } = proxy
    const alone = await createPerson(world, { signer, credentials: [mandate], chain })
    await expect(alone.signIn()).rejects.toMatchObject({ code: 'credentials_not_held' })
  })

  test('acts for two patients with one key', async () => {
    const first = await give(world, mother, 'R-1')
    const second = await give(world, neighbour, 'R-2')
    // Both were given to the same person, who shows all of it in whatever order.
    const { id, place } = await agreeWith(neighbour, first.proxy)
    const contents = contentsOf(world, 'R-2', place)
    const issuedAt = world.clock.now()
    const mandate = await signMandate(contents, { signer: neighbour.signer, issuedAt })
    await neighbour.client.giveMandate({ offer: id, mandate })
    const [, identity = ''] = second.proxy.credentials
    const credentials = [...first.proxy.credentials, mandate, identity].reverse()
    const both = await createPerson(world, {
      ...{ signer: first.proxy.signer, credentials, chain: first.proxy.chain },
    })
    const { as } = await both.signIn()
    const values = as.records.map((each) => [each.as, each.record.value]).toSorted()
    expect(values).toEqual([
      ['proxy', 'R-1'],
      ['proxy', 'R-2'],
    ])
  })
})

describe('what is no mandate that was agreed on', () => {
  const other = (more: Partial<MandateContents>) => (contents: MandateContents) => ({
    ...contents,
    ...more,
  })
  const claiming = (claims: object) => (contents: MandateContents) => ({
    ...contents,
    claims: { ...contents.claims, ...claims },
  })
  const year = 366 * 86_400

  test.each([
    ['has another id', '/jti', other({ id: 'urn:uuid:00000000-0000-4000-8000-000000000001' })],
    [
      'lasts for years',
      '/exp',
      (contents: MandateContents) => ({
        ...contents,
        validUntil: epochSeconds(contents.validFrom + year + 3600),
      }),
    ],
    ['is about another record', undefined, claiming({ patient: { ...record, value: 'R-2' } })],
  ] as const)('is refused: it %s', async (_, place, change) => {
    const agreed = await agree(world, mother)
    const contents = change(contentsOf(world, 'R-1', agreed.place))
    const issuedAt = world.clock.now()
    const mandate = await signMandate(contents, { signer: mother.signer, issuedAt })
    const given = mother.client.giveMandate({ offer: agreed.id, mandate })
    const code = place === undefined ? 'authority_missing' : 'mandate_mismatch'
    await expect(given).rejects.toMatchObject({ code, ...(place && { place }) })
    expect(await agreed.bare.client.heldOffer(agreed.id)).toEqual({ state: 'confirmed' })
  })

  test('is refused: it is to another person, or to another key of theirs', async () => {
    const { id, place } = await agree(world, mother)
    const thief = await generateSigner()
    const contents = contentsOf(world, 'R-1', place)
    const refusals = [
      { ...contents, subject: thief.did },
      { ...contents, holderKey: thief.publicKey },
    ]
    const places: unknown[] = []
    for (const each of refusals) {
      const options = { signer: mother.signer, issuedAt: world.clock.now() }
      const mandate = await signMandate(each, options)
      const given = await mother.client.giveMandate({ offer: id, mandate }).catch((error) => error)
      places.push([given.code, given.place])
    }
    expect(places).toEqual([
      ['mandate_mismatch', '/sub'],
      ['mandate_mismatch', '/cnf'],
    ])
  })

  test('is refused: it has the place of another one, or a list that the patient signs', async () => {
    const first = await give(world, mother, 'R-1')
    const { status } = (await world
      .hospital()
      .store.issued.find(mother.signer.did, first.item.id)) as {
      status: { list: string; index: number }
    }
    const { id, place } = await agree(world, mother)
    const options = { signer: mother.signer, issuedAt: world.clock.now() }
    const taken = { ...contentsOf(world, 'R-1', place), status }
    const given = mother.client.giveMandate({
      ...{ offer: id, mandate: await signMandate(taken, options) },
    })
    await expect(given).rejects.toMatchObject({ code: 'mandate_mismatch', place: '/status' })
    const unnamed = contentsOf(world, 'R-1', place, { statusAuthority: undefined })
    const { statusAuthority: _, ...claims } = unnamed.claims
    const bare = await signMandate({ ...unnamed, claims }, options)
    const own = mother.client.giveMandate({ offer: id, mandate: bare })
    await expect(own).rejects.toMatchObject({ code: 'status_list_untrusted' })
  })

  test('is refused: the patient was shown another text, or none', async () => {
    const { id, place } = await agree(world, mother)
    const { claims, status, language: _, ...contents } = contentsOf(world, 'R-1', place)
    const issuedAt = world.clock.now()
    const refused = []
    for (const shown of [undefined, { language: 'en', digest: 'A'.repeat(43) }]) {
      const mandate = await issueCredential(
        {
          ...{ ...contents, type: credentialTypes.proxyMandate, issuedAt, disclosable: [] },
          claims: { ...claims, ...(shown && { shown }) } as never,
          status: { kind: 'token', ...status },
        },
        { signer: mother.signer, format: 'dc+sd-jwt' },
      )
      const given = mother.client.giveMandate({ offer: id, mandate })
      refused.push(await given.catch(({ code, place: member }) => [code, member]))
    }
    expect(refused).toEqual([
      ['mandate_mismatch', '/shown'],
      ['mandate_mismatch', '/shown'],
    ])
  })

  test('is refused: the patient gives it to themself', async () => {
    const { id, place } = await agreeWith(mother, mother)
    const issuedAt = world.clock.now()
    const contents = contentsOf(world, 'R-1', place)
    const mandate = await signMandate(contents, { signer: mother.signer, issuedAt })
    const given = mother.client.giveMandate({ offer: id, mandate })
    await expect(given).rejects.toMatchObject({ code: 'mandate_mismatch', place: '/sub' })
  })

  test('is refused: somebody else signs it, or hands it in', async () => {
    const { id, place } = await agree(world, mother)
    const issuedAt = world.clock.now()
    const contents = contentsOf(world, 'R-1', place)
    const forged = await signMandate(contents, { signer: neighbour.signer, issuedAt })
    const given = mother.client.giveMandate({ offer: id, mandate: forged })
    await expect(given).rejects.toMatchObject({ code: 'authority_missing' })
    const mandate = await signMandate(contents, { signer: mother.signer, issuedAt })
    const carried = neighbour.client.giveMandate({ offer: id, mandate })
    await expect(carried).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is refused: a root that is trusted for mandates writes one in the place of the patient', async () => {
    const { place } = await agree(world, mother)
    const { site, settings, directory, clock } = world.hospital()
    const writers = new Map([mother, neighbour].map((one) => [`${origin}/${one.signer.did}`, one]))
    const roots = [...writers.values()].map(({ signer: { did } }) => ({
      ...{ did, types: [credentialTypes.proxyMandate] },
    }))
    const status = directory.statusFor(`${origin}/riverside`)
    const verifier = createVerifier({
      ...{ roots: [...settings.roots, ...roots], resolve: directory.resolve, clock },
      status: {
        async list(url, options) {
          const writer = writers.get(url)
          if (writer === undefined) return status.list(url, options)
          const dates = { issuedAt: clock(), validUntil: epochSeconds(clock() + 60) }
          const list = { format: 'token', url, size: 131_072, entries: [], ...dates } as const
          return { token: await issueStatusList(list, writer), fetchedAt: clock() }
        },
      },
    })
    const judge = async (by: Person, value: string) => {
      const at = { ...place, status: { list: `${origin}/${by.signer.did}`, index: 1 } }
      const { signer } = by
      const contents = contentsOf(world, value, at)
      const mandate = await signMandate(contents, { signer, issuedAt: clock() })
      const [giver = ''] = mother.credentials
      const expected = { patient: mother.signer.did, record, giver, place: at, now: clock() }
      const { signal } = new AbortController()
      return checkMandate({ verifier, site }, mandate, { ...expected, signal })
    }
    await expect(judge(mother, 'R-1')).resolves.toBeDefined()
    const foreign = judge(neighbour, 'R-1')
    await expect(foreign).rejects.toMatchObject({ code: 'mandate_mismatch', place: '/iss' })
    const elsewhere = judge(mother, 'R-2')
    await expect(elsewhere).rejects.toMatchObject({ code: 'mandate_mismatch', place: '/patient' })
  })

  test('is refused before the digits were compared, and ends with the third wrong ones', async () => {
    const { id, code } = await mother.client.offerMandate('Sam Example')
    const bare = await createPerson(world)
    await bare.signIn()
    await bare.client.claimOffer(code)
    const given = mother.client.giveMandate({ offer: id, mandate: 'x' })
    await expect(given).rejects.toMatchObject({ code: 'offer_state_wrong' })
    const staff = desk.client.confirmOffer(id, '0000')
    await expect(staff).rejects.toMatchObject({ code: 'not_found' })
    const codes: unknown[] = []
    for (const digits of ['000a', ...wrongDigits]) {
      codes.push(await mother.client.confirmMandate(id, digits).catch((error) => error.code))
    }
    expect(codes.slice(0, 1)).toEqual(['request_malformed'])
    expect(codes.at(-1)).toBe('offer_state_wrong')
    expect(await bare.client.heldOffer(id)).toEqual({ state: 'void' })
  })
})

/** Of four, three at least are wrong. */
const wrongDigits = ['0000', '1111', '2222', '3333']
