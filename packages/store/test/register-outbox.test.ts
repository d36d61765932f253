import { epochSeconds } from '@fidecura/base'
import {
  createMemoryRegisterStore,
  type NewRecipientNotice,
  type RegisterStore,
} from '@fidecura/consent/register'
import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { clockAt, newPlace, noon, openForTest, statement, whereKept } from './support.ts'

const stores: readonly (readonly [string, () => Promise<RegisterStore>])[] = [
  [whereKept(), async () => (await openForTest()).register],
  ['in memory', async () => createMemoryRegisterStore()],
]

const grantee = parseDid('did:web:cardiology.hospital.example')
const controller = parseDid('did:web:hospital.example')
const notice = (recipient = grantee, more: Partial<NewRecipientNotice> = {}) =>
  Object.freeze({
    recipient,
    change: 'registered',
    statement: 'digest of a',
    replaces: undefined,
    ...more,
  } as const satisfies NewRecipientNotice)
const at = (seconds: number) => epochSeconds(noon + seconds)
const later = (seconds: number) => () => at(seconds)

describe.each(stores)('RegisterStore %s', (_, open) => {
  test('appends what goes in with an entry, under the numbers that follow', async () => {
    const register = await open()
    const also = [statement('w', { kind: 'withdrawal' })]
    const entry = await register.append(statement('a'), clockAt(noon), { also })
    expect(entry).toMatchObject({ key: 'a', sequence: 1, registeredAt: noon })
    expect(await register.find('withdrawal', 'w')).toMatchObject({
      sequence: 2,
      registeredAt: noon,
    })
    expect(await register.append(statement('b'), clockAt(noon))).toMatchObject({ sequence: 3 })
  })

  test('appends nothing where one of them is there, and gives back the first that is', async () => {
    const register = await open()
    await register.append(statement('w', { kind: 'withdrawal' }), clockAt(noon))
    const also = [statement('w', { kind: 'withdrawal', digest: 'other' })]
    const found = await register.append(statement('a'), clockAt(noon), { also, tell: [notice()] })
    expect(found).toMatchObject({ kind: 'withdrawal', sequence: 1, digest: 'digest of w' })
    expect(await register.find('statement', 'a')).toBeUndefined()
    expect(await register.outbox.of('digest of a')).toEqual([])
    await register.append(statement('c'), clockAt(noon))
    const again = await register.append(statement('c'), clockAt(noon), { also, tell: [notice()] })
    expect(again).toMatchObject({ kind: 'statement', sequence: 2 })
    expect(await register.outbox.of('digest of a')).toEqual([])
  })

  test('keeps notices with the entry that they are about, found by either statement', async () => {
    const register = await open()
    const tell = [
      notice(grantee, { replaces: 'digest of z', change: 'narrowed' }),
      notice(controller),
    ]
    await register.append(statement('a'), clockAt(noon), { tell })
    const state = { sequence: 1, registeredAt: noon, attempts: 0, nextAt: noon, toldAt: undefined }
    const unanswered = { acknowledgedAt: undefined, acknowledgement: undefined }
    const [first, second] = tell.map((each) => ({ ...each, ...state, ...unanswered }))
    const found = await register.outbox.of('digest of a')
    expect(new Set(found)).toEqual(new Set([first, second]))
    expect(await register.outbox.of('digest of z')).toEqual([first])
    expect(await register.outbox.find({ sequence: 1, recipient: grantee })).toEqual(first)
    expect(await register.outbox.find({ sequence: 2, recipient: grantee })).toBeUndefined()
    expect(Object.isFrozen(found[0])).toBe(true)
  })

  test('hands out what is due, the oldest first, and the same again at the next instant', async () => {
    const register = await open()
    const { outbox } = register
    await register.append(statement('a'), clockAt(noon), { tell: [notice()] })
    await register.append(statement('b'), clockAt(noon + 1), { tell: [notice()] })
    expect(await outbox.claim(at(-1), 9, later(10))).toEqual([])
    const [one, none] = await outbox.claim(at(5), 1, later(10))
    expect([one, none]).toMatchObject([{ sequence: 1, attempts: 1, nextAt: at(10) }, undefined])
    expect(await outbox.claim(at(5), 9, later(20))).toMatchObject([{ sequence: 2, attempts: 1 }])
    expect(await outbox.claim(at(9), 9, later(99))).toEqual([])
    expect(await outbox.claim(at(10), 9, later(99))).toMatchObject([{ sequence: 1, attempts: 2 }])
  })

  test('gives nothing to two who ask at once', async () => {
    const register = await open()
    await register.append(statement('a'), clockAt(noon), { tell: [notice(), notice(controller)] })
    const claims = [1, 2, 3].map(() => register.outbox.claim(at(0), 1, later(60)))
    expect((await Promise.all(claims)).map(({ length }) => length)).toEqual([1, 1, 0])
  })

  test('hands nothing out after the last attempt, nor what was taken or signed for', async () => {
    const register = await open()
    const { outbox } = register
    for (const name of ['a', 'b', 'c']) {
      await register.append(statement(name), clockAt(noon), { tell: [notice()] })
    }
    await outbox.told({ sequence: 1, recipient: grantee }, at(1))
    await outbox.acknowledge({ sequence: 2, recipient: grantee }, 'signed', at(1))
    const [last] = await outbox.claim(at(2), 9, () => undefined)
    expect(last).toMatchObject({ sequence: 3, attempts: 1, nextAt: undefined })
    expect(await outbox.claim(at(9999), 9, later(9999))).toEqual([])
  })

  test('keeps the first instant of being told, and the first acknowledgement', async () => {
    const register = await open()
    const { outbox } = register
    const name = { sequence: 1, recipient: grantee }
    await register.append(statement('a'), clockAt(noon), { tell: [notice()] })
    await outbox.told(name, at(1))
    await outbox.told(name, at(2))
    expect(await outbox.acknowledge(name, 'signed', at(3))).toMatchObject({ toldAt: at(1) })
    await outbox.acknowledge(name, 'signed again', at(4))
    expect(await outbox.find(name)).toMatchObject({
      toldAt: at(1),
      acknowledgedAt: at(3),
      acknowledgement: 'signed',
      nextAt: undefined,
    })
    expect(await outbox.acknowledge({ ...name, sequence: 2 }, 'signed', at(4))).toBeUndefined()
    await outbox.told({ ...name, sequence: 2 }, at(4))
    expect(await outbox.find({ ...name, sequence: 2 })).toBeUndefined()
  })

  test('takes whoever signs for it for told', async () => {
    const register = await open()
    await register.append(statement('a'), clockAt(noon), { tell: [notice()] })
    const signed = await register.outbox.acknowledge(
      { sequence: 1, recipient: grantee },
      's',
      at(3),
    )
    expect(signed).toMatchObject({ toldAt: at(3), acknowledgedAt: at(3) })
  })
})

test('RegisterOutbox on SQLite holds what was claimed and signed when it is opened anew', async () => {
  const path = await newPlace()
  const first = await openForTest(path)
  const tell = [notice(), notice(controller)]
  await first.register.append(statement('a'), clockAt(noon), { tell })
  await first.register.outbox.claim(at(0), 1, later(60))
  await first.register.outbox.acknowledge({ sequence: 1, recipient: grantee }, 'signed', at(1))
  await first.close()
  const { outbox } = (await openForTest(path)).register
  expect(await outbox.find({ sequence: 1, recipient: grantee })).toMatchObject({
    attempts: 1,
    acknowledgement: 'signed',
  })
  expect(await outbox.claim(at(60), 9, later(120))).toMatchObject([{ recipient: controller }])
})
