import type { Fetch } from '@fidecura/base'
import { signWithdrawal } from '@fidecura/consent'
import { deliverRecipientNotices } from '@fidecura/consent/notices'
import { digestOf, generateSigner } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { deliverNotices } from '../src/acts/deliver-notices.ts'
import { readRequestFragment } from '../src/client/index.ts'
import type { Hospital } from '../src/hospital/hospital.ts'
import { consentTo, evidenceOf, laboratory } from './consents.ts'
import { decodeToken } from './decode.ts'
import { appoint, clerk, enrol } from './staff.ts'
import { createWorld, origin, type Person, type World } from './world.ts'

let world: World
let desk: Person
let there: Person
let patient: Person
beforeAll(async () => {
  world = await createWorld()
  desk = await appoint(world, '1', clerk)
  there = await appoint(world, '2', { tenant: 'hillside', department: 'telemedicine' })
  patient = await enrol(world, desk, 'R-1')
})
afterAll(() => world.close())

/** A doctor elsewhere gets a consent, for as long as the patient leaves it. */
async function consent(): Promise<string> {
  const made = await there.client.requestConsent({
    ...{ custodian: world.hospital().site.did, purposes: ['TREAT'], data: [laboratory] },
    validHours: 24,
  })
  const carried = readRequestFragment(new URL(made.url).hash) ?? made
  return consentTo(world, patient, carried, 'R-1')
}

async function withdraw(statement: string): Promise<void> {
  const { issuer, id } = decodeToken(statement)
  const token = await signWithdrawal(
    {
      ...{ statement: { issuer, id }, record: { system: 'urn:oid:2.999.1.1', value: 'R-1' } },
      issuedAt: world.clock.now(),
    },
    { signer: patient.signer },
  )
  await patient.client.withdraw({ token, evidence: evidenceOf(patient) })
}

const both = () => [world.hospital('riverside'), world.hospital('hillside')]
const told = async (statement: string) =>
  (await patient.client.myRecipients(await digestOf(statement))).items
const heard = async () => (await there.client.statementNotices({ limit: 100 })).items

/** As the register of this hospital tells it, without carrying it anywhere. */
async function noticesOf({ site, store, register }: Hospital): Promise<readonly string[]> {
  const tokens: string[] = []
  await deliverRecipientNotices({
    ...{ signer: site.signer, register: register(store), outbox: store.register.outbox },
    now: world.clock.now(),
    carry: async (_, token) => {
      tokens.push(token)
      throw new TypeError('Not carried')
    },
  })
  return tokens
}

const post = (notice: string, tenant = 'hillside', handle = world.handle) =>
  handle(
    new Request(`${origin}/${tenant}/api/v1/statement-notices`, {
      ...{ method: 'POST', body: JSON.stringify({ notice }) },
      headers: { 'content-type': 'application/json' },
    }),
    '192.0.2.9',
  )

describe('a recipient', () => {
  test('hears of a consent and of its withdrawal, and the patient sees that they did', async () => {
    const token = await consent()
    await withdraw(token)
    const before = await told(token)
    expect(before.map(({ change, toldAt, isDue }) => [change, toldAt, isDue])).toEqual(
      ['registered', 'registered', 'withdrawn', 'withdrawn'].map((change) => [
        change,
        undefined,
        true,
      ]),
    )
    expect(await deliverNotices(both())).toEqual({ told: 4, failed: 0, codes: [] })
    const now = world.clock.now()
    for (const item of await told(token)) {
      expect(item).toMatchObject({ toldAt: now, acknowledgedAt: now, isDue: false })
    }
    const statement = await digestOf(token)
    expect(await heard()).toMatchObject([
      { change: 'registered', statement, register: world.hospital().site.did },
      { change: 'withdrawn', statement, register: world.hospital().site.did },
    ])
    // Nothing of the patient but a digest.
    expect(JSON.stringify(await heard())).not.toMatch(/R-1|Pat /)
    expect(await deliverNotices(both())).toEqual({ told: 0, failed: 0, codes: [] })
  })

  test('who cannot be reached is told later, from what is in the store', async () => {
    const token = await consent()
    const alone = [world.hospital('riverside')]
    expect(await deliverNotices(alone)).toEqual({ told: 1, failed: 1, codes: ['not_found'] })
    const [grantee] = await told(token)
    expect(grantee).toMatchObject({ change: 'registered', isDue: true })
    expect(grantee?.toldAt).toBeUndefined()
    expect(await deliverNotices(both())).toMatchObject({ told: 0 })
    world.advance(61)
    await Promise.all([patient.signIn(), there.signIn()])
    expect(await deliverNotices(both())).toMatchObject({ told: 1, failed: 0 })
    expect((await told(token))[0]?.acknowledgedAt).toBe(world.clock.now())
  })

  test('elsewhere is told over https, at the address of the settings and no other', async () => {
    const asked: string[] = []
    const fetch: Fetch = (url, { method = 'GET', headers, body }) => {
      asked.push(url)
      const path = new URL(url).pathname
      const carried = body === undefined ? {} : { body }
      return world.handle(
        new Request(`${origin}${path}`, { method, headers, ...carried }),
        '192.0.2.9',
      )
    }
    const notices = 'https://hillside.example/hillside/api/v1/statement-notices'
    const { settings, ...rest } = world.hospital('riverside')
    const at = (change: object): Hospital => ({
      ...{ ...rest, fetch },
      settings: {
        ...settings,
        partners: settings.partners.map((each) => ({ ...each, ...change })),
      },
    })
    const first = await consent()
    expect(await deliverNotices([at({ notices })])).toMatchObject({ told: 2, failed: 0 })
    expect(asked).toEqual([notices])
    expect((await told(first))[0]?.acknowledgedAt).toBe(world.clock.now())
    asked.length = 0
    await consent()
    const other = { notices, did: 'did:web:localhost%3A8080:hill' }
    expect(await deliverNotices([at(other)])).toMatchObject({ failed: 1, codes: ['not_found'] })
    const inside = { notices: 'http://169.254.169.254/latest' }
    world.advance(61)
    await Promise.all([patient.signIn(), there.signIn()])
    expect(await deliverNotices([at(inside)])).toMatchObject({ codes: ['http_url_refused'] })
    expect(asked).toEqual([])
    world.advance(200)
    await deliverNotices(both())
  })
})

describe('a notice', () => {
  test('that comes twice is kept once, and signed for each time', async () => {
    await Promise.all([patient.signIn(), there.signIn()])
    await consent()
    const tokens = await noticesOf(world.hospital('riverside'))
    const before = (await heard()).length
    for (const _ of [1, 2]) {
      for (const token of tokens) {
        const answer = await post(token, token === tokens[0] ? 'hillside' : 'riverside')
        expect([answer.status, Object.keys((await answer.json()) as object)]).toEqual([
          200,
          ['acknowledgement'],
        ])
      }
    }
    expect((await heard()).length).toBe(before + 1)
  })

  test('under a number that another one has is neither kept nor signed for', async () => {
    const { site, store, register } = world.hospital('riverside')
    const { outbox } = store.register
    const token = await consent()
    const change = 'withdrawn'
    const sent: string[] = []
    await deliverRecipientNotices({
      ...{ signer: site.signer, register: register(store), now: world.clock.now() },
      outbox: {
        ...outbox,
        // The register says once more what it said, and something else.
        async claim(...asked) {
          const [told] = await outbox.claim(...asked)
          return told === undefined ? [] : [told, { ...told, change }]
        },
      },
      async carry(_, notice) {
        sent.push(notice)
        return undefined
      },
    })
    const answers: unknown[] = []
    for (const notice of sent) answers.push(await (await post(notice)).json())
    expect(answers).toMatchObject([
      { acknowledgement: expect.any(String) },
      { code: 'notice_mismatch' },
    ])
    const statement = await digestOf(token)
    const kept = (await heard()).filter((each) => each.statement === statement)
    expect(kept.map((each) => each.change)).toEqual(['registered'])
  })

  test('of a register that the settings do not name, or for nobody here, is taken nowhere', async () => {
    await consent()
    const [token = ''] = await noticesOf(world.hospital('riverside'))
    const before = (await heard()).length
    // For a department of hillside, and shown to riverside.
    expect((await post(token, 'riverside')).status).toBe(404)
    const { takeNotice } = await import('../src/acts/take-notice.ts')
    const hospital = world.hospital('hillside')
    const { settings } = hospital
    const partner = (change: object): Hospital => ({
      ...hospital,
      settings: {
        ...settings,
        partners: settings.partners.map((each) => ({ ...each, ...change })),
      },
    })
    const strange = takeNotice(partner({ register: 'did:web:elsewhere.example' }), token)
    await expect(strange).rejects.toMatchObject({ code: 'not_found' })
    // The right DID, and another key than the settings pin.
    const pinned = takeNotice(partner({ registerKeys: ['A'.repeat(43)] }), token)
    await expect(pinned).rejects.toMatchObject({ code: 'key_not_pinned' })
    expect((await heard()).length).toBe(before)
  })

  test('that somebody else signs in the name of the register is refused', async () => {
    await consent()
    const riverside = world.hospital('riverside')
    const { did, keyId } = riverside.site.signer
    const thief = await generateSigner({ did, fragment: keyId.split('#')[1] ?? '' })
    const [token = ''] = await noticesOf({
      ...riverside,
      site: { ...riverside.site, signer: thief },
    })
    const answer = await post(token)
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      422,
      'jws_signature_invalid',
    ])
  })

  test('about a consent of somebody else is shown to nobody', async () => {
    await desk.signIn()
    const other = await enrol(world, desk, 'R-2')
    const { statements } = await patient.client.myStatements()
    const digest = await digestOf(statements[0]?.token ?? '')
    await expect(other.client.myRecipients(digest)).rejects.toMatchObject({ code: 'not_found' })
    await expect(other.client.myRecipients(digest, { record: 'R-1' })).rejects.toMatchObject({
      code: 'not_permitted',
    })
  })
})
