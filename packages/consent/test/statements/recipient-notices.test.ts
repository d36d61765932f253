import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  ConsentError,
  narrowStatement,
  type StatementContent,
  signStatement,
  signWithdrawal,
  withdrawInPart,
} from '@fidecura/consent'
import {
  acknowledgeNotice,
  type CarryNotice,
  deliverRecipientNotices,
  type StatementNotice,
  type VerifyStatementNoticeOptions,
  verifyStatementNotice,
} from '@fidecura/consent/notices'
import { decodeJws, digestOf, type Signer, signJws, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { trusting } from '../trusting.ts'
import { after, consentOf, createWorld, day, record, type World } from './world.ts'

let world: World
/** To whom patients speak here, and who keeps the data. */
let grantee: Signer
let controller: Signer
beforeEach(async () => {
  world = await createWorld()
  grantee = world.doctor
  controller = world.hospital
})

async function submit(name: string, more: Partial<StatementContent> = {}): Promise<string> {
  const parties = {
    grantee: { did: grantee.did, name: 'Cardiology' },
    controller: { did: controller.did, name: 'Example Hospital' },
  }
  const token = await consentOf(world, { id: `urn:uuid:${name}`, ...parties, ...more })
  await world.register.submit({ token, evidence: world.identity })
  return token
}

async function submitContent(content: StatementContent): Promise<string> {
  const token = await signStatement(content, { signer: world.patient })
  await world.register.submit({ token, evidence: world.identity })
  return token
}

async function withdraw(name: string): Promise<void> {
  const statement = { issuer: world.patient.did, id: `urn:uuid:${name}` }
  const content = { statement, record, issuedAt: world.now }
  const token = await signWithdrawal(content, { signer: world.patient })
  await world.register.withdraw({ token, evidence: world.identity })
}

async function heardOf(token: string) {
  const notices = await world.register.recipients(await digestOf(token))
  return notices.map(({ recipient, change, replaces }) => {
    return [recipient === grantee.did ? 'grantee' : 'controller', change, replaces]
  })
}

function deliver(carry: CarryNotice, now: EpochSeconds = world.now) {
  const { registrar, register, store } = world
  return deliverRecipientNotices({
    ...{ signer: registrar, register, outbox: store.outbox, now, carry },
  })
}

function read(token: string, signer: Signer, more: Partial<VerifyStatementNoticeOptions> = {}) {
  const { verifier, registrar } = world
  const options = { verifier, register: trusting(registrar), recipient: signer.did, ...more }
  return verifyStatementNotice(token, options)
}

/** Whoever of the two it is takes the notice and signs. */
const answer: CarryNotice = async (recipient, notice) => {
  const signer = recipient === grantee.did ? grantee : controller
  const issuedAt = world.now
  return acknowledgeNotice(await read(notice, signer), { signer, issuedAt })
}

describe('Register', () => {
  test('has grantee and controller hear of registration and withdrawal', async () => {
    const token = await submit('a')
    await withdraw('a')
    await withdraw('a')
    expect(await heardOf(token)).toEqual([
      ['grantee', 'registered', undefined],
      ['controller', 'registered', undefined],
      ['grantee', 'withdrawn', undefined],
      ['controller', 'withdrawn', undefined],
    ])
  })

  test('has them hear of what was narrowed, by less, for shorter or in part, and replaced', async () => {
    const a = await submit('a')
    const issuedAt = world.now
    const code = { system: 'http://loinc.org', code: '11502-2' }
    const without = { codes: [code] }
    const b = await submitContent(withdrawInPart(a, { id: 'urn:uuid:b', issuedAt, without }))
    const validUntil = after(day)
    const c = await submitContent(narrowStatement(b, { id: 'urn:uuid:c', issuedAt, validUntil }))
    const supersedes = { issuer: world.patient.did, id: 'urn:uuid:c' }
    const d = await submit('d', { supersedes })
    const of = (change: string, replaced: string) => async () => [
      ['grantee', change, await digestOf(replaced)],
      ['controller', change, await digestOf(replaced)],
    ]
    expect((await heardOf(b)).slice(0, 2)).toEqual(await of('narrowed', a)())
    expect((await heardOf(c)).slice(0, 2)).toEqual(await of('narrowed', b)())
    expect(await heardOf(d)).toEqual(await of('replaced', c)())
  })

  test('has them hear of the end of that which stood there, when one before was withdrawn', async () => {
    const a = await submit('a')
    const issuedAt = world.now
    const b = await submitContent(narrowStatement(a, { id: 'urn:uuid:b', issuedAt }))
    await withdraw('a')
    expect((await heardOf(b)).map(([, change]) => change)).toEqual([
      ...['narrowed', 'narrowed', 'withdrawn', 'withdrawn'],
    ])
  })

  test('has nobody hear a thing twice who is both', async () => {
    const token = await submit('a', { controller: { did: grantee.did, name: 'Cardiology' } })
    expect(await heardOf(token)).toEqual([['grantee', 'registered', undefined]])
  })

  test('has nobody hear of what was refused', async () => {
    const token = await consentOf(world, { register: world.stranger.did })
    await world.register.submit({ token, evidence: world.identity }).catch(() => undefined)
    expect(await heardOf(token)).toEqual([])
  })
})

describe('deliverRecipientNotices', () => {
  test('carries signed notices, and keeps what is signed for them', async () => {
    const token = await submit('a')
    world.now = after(5)
    expect(await deliver(answer)).toEqual({ told: 2, failed: 0, codes: [] })
    const [first] = await world.register.recipients(await digestOf(token))
    expect(first).toMatchObject({ attempts: 1, toldAt: after(5), acknowledgedAt: after(5) })
    expect(decodeJws(first?.acknowledgement ?? '').header.typ).toBe(
      'fidecura-notice-acknowledgement+jwt',
    )
    expect(await deliver(answer)).toEqual({ told: 0, failed: 0, codes: [] })
  })

  test('names nobody but whom it is for', async () => {
    const token = await submit('a')
    const seen: string[] = []
    await deliver(
      async (_, notice) => void seen.push(new TextDecoder().decode(decodeJws(notice).payload)),
    )
    expect(seen).toHaveLength(2)
    for (const text of seen) {
      expect(text).toContain(await digestOf(token))
      for (const secret of [record.value, world.patient.did, 'urn:uuid:a', 'TREAT', 'Cardiology']) {
        expect(text).not.toContain(secret)
      }
    }
  })

  test('tries again after one, two, four … minutes, then daily, and gives up in the end', async () => {
    const token = await submit('a', { controller: { did: grantee.did, name: 'Cardiology' } })
    const fails: CarryNotice = () => Promise.reject(new Error('canary'))
    const waits: number[] = []
    let now: EpochSeconds = world.now
    for (let attempt = 1; attempt <= 16; attempt++) {
      expect(await deliver(fails, epochSeconds(now - (attempt === 1 ? 0 : 1)))).toMatchObject(
        attempt === 1 ? { codes: ['notice_failed'] } : { failed: 0 },
      )
      if (attempt > 1) expect(await deliver(fails, now)).toMatchObject({ failed: 1 })
      const [notice] = await world.register.recipients(await digestOf(token))
      expect(notice).toMatchObject({ attempts: attempt, toldAt: undefined })
      if (notice?.nextAt === undefined) continue
      waits.push(notice.nextAt - now)
      now = notice.nextAt
    }
    expect(waits.slice(0, 4)).toEqual([60, 120, 240, 480])
    expect([waits.length, Math.max(...waits)]).toEqual([15, day])
    expect(await deliver(answer, epochSeconds(now + 9 * day))).toMatchObject({ told: 0 })
  })

  test('tells codes of what went wrong, and nothing else; one failure holds nobody up', async () => {
    const token = await submit('a')
    const carry: CarryNotice = async (recipient, notice, options) => {
      if (recipient === grantee.did) throw new ConsentError('notice_mismatch', 'canary')
      return answer(recipient, notice, options)
    }
    expect(await deliver(carry)).toEqual({ told: 1, failed: 1, codes: ['notice_mismatch'] })
    expect(await world.register.recipients(await digestOf(token))).toMatchObject([
      { toldAt: undefined },
      { acknowledgedAt: world.now },
    ])
  })

  test('counts who took it as told, though what they signed is worth nothing', async () => {
    const token = await submit('a')
    expect(await deliver(async () => 'garbage')).toMatchObject({ failed: 2 })
    expect(await world.register.recipients(await digestOf(token))).toMatchObject([
      { toldAt: world.now, acknowledgement: undefined },
      { toldAt: world.now, acknowledgement: undefined },
    ])
  })
})

/** What the grantee got, of one statement. */
async function noticed(): Promise<{ token: string; notice: StatementNotice; statement: string }> {
  const statement = await submit('a')
  const tokens = new Map<string, string>()
  await deliver(async (recipient, token) => void tokens.set(recipient, token))
  const token = tokens.get(grantee.did) ?? ''
  return { token, notice: await read(token, grantee), statement }
}

describe('Register.acknowledge', () => {
  test('keeps what comes later, once', async () => {
    const { notice, statement } = await noticed()
    world.now = after(60)
    const sign = () => acknowledgeNotice(notice, { signer: grantee, issuedAt: world.now })
    const first = await sign()
    expect(await world.register.acknowledge(first)).toMatchObject({
      toldAt: after(0),
      acknowledgedAt: after(60),
      acknowledgement: first,
    })
    world.now = after(90)
    await world.register.acknowledge(await sign())
    const [kept] = await world.register.recipients(await digestOf(statement))
    expect(kept).toMatchObject({ acknowledgedAt: after(60), acknowledgement: first })
  })

  test.each<[string, (notice: StatementNotice) => Partial<StatementNotice>]>([
    ['another entry', () => ({ sequence: 7 })],
    ['another statement', () => ({ statement: 'A'.repeat(43) })],
    ['another change', () => ({ change: 'withdrawn' })],
    ['another register', () => ({ issuer: world.stranger.did })],
  ])('refuses what is signed about %s', async (_, alter) => {
    const { notice } = await noticed()
    const other = { ...notice, ...alter(notice) }
    const token = await acknowledgeNotice(other, { signer: grantee, issuedAt: world.now })
    await expect(world.register.acknowledge(token)).rejects.toMatchObject({
      code: 'notice_mismatch',
    })
  })

  test('refuses what somebody else signs, for themselves or in the name of the recipient', async () => {
    const { notice } = await noticed()
    const { stranger } = world
    const own = { ...notice, recipient: stranger.did }
    const theirs = await acknowledgeNotice(own, { signer: stranger, issuedAt: world.now })
    await expect(world.register.acknowledge(theirs)).rejects.toMatchObject({
      code: 'notice_mismatch',
    })
    const { header, payload } = decodeJws(theirs)
    const members = { ...JSON.parse(new TextDecoder().decode(payload)), iss: grantee.did }
    const forged = await signJws(members, { signer: stranger, typ: header.typ ?? '' })
    await expect(world.register.acknowledge(forged)).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
  })

  test('takes no other token for one', async () => {
    const { token } = await noticed()
    await expect(world.register.acknowledge(token)).rejects.toMatchObject({
      code: 'token_malformed',
    })
  })
})

describe('verifyStatementNotice', () => {
  test('takes what the register says to this recipient', async () => {
    const { notice, statement } = await noticed()
    expect(notice).toEqual({
      ...{ issuer: world.registrar.did, recipient: grantee.did, issuedAt: world.now, sequence: 1 },
      ...{ registeredAt: world.now, change: 'registered', statement: await digestOf(statement) },
    })
  })

  test('refuses a notice for somebody else, of another register, or by another key', async () => {
    const { token } = await noticed()
    await expect(read(token, controller)).rejects.toMatchObject({ code: 'notice_mismatch' })
    const register = trusting(world.stranger)
    await expect(read(token, grantee, { register })).rejects.toMatchObject({
      code: 'register_wrong',
    })
    const keys = [await thumbprintOf(world.patient.publicKey)]
    const pinned = { register: trusting(world.registrar, keys) }
    await expect(read(token, grantee, pinned)).rejects.toMatchObject({
      code: 'key_not_pinned',
    })
  })
})

test('acknowledgeNotice signs for nobody but the recipient', async () => {
  const { notice } = await noticed()
  await expect(
    acknowledgeNotice(notice, { signer: controller, issuedAt: world.now }),
  ).rejects.toMatchObject({ code: 'notice_mismatch' })
})
