import { encodeUtf8 } from '@fidecura/base'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createIdempotency, type KeptAnswer } from '../src/http/idempotency.ts'
import { createWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())

test.each([
  ['while the other is at it', false],
  ['after the other has answered', true],
])('a write that took too long changes nothing of the one in its place, %s', async (_, isAfter) => {
  const { clock, documents } = { clock: world.clock.now, ...world.hospital().store }
  const { once } = createIdempotency(documents, clock)
  const write = { key: `key-${isAfter}-0123456789`, principal: 'p', route: 'r' }
  const asked = { ...write, body: encodeUtf8('{}') }
  const done = (body: string) => ({ answer: { status: 200, body }, isFinal: true })
  const ends: (() => void)[] = []
  const begin = async (body: string): Promise<{ readonly answered: Promise<KeptAnswer> }> => {
    const begun = new Promise<void>((resolve) => ends.push(resolve))
    let started = (): void => {}
    const isRunning = new Promise<void>((resolve) => {
      started = resolve
    })
    const answered = once(asked, async () => {
      started()
      await begun
      return done(body)
    })
    await isRunning
    return { answered }
  }
  const slow = await begin('slow')
  world.advance(121)
  const quick = await begin('quick')
  const [endSlow, endQuick] = ends as [() => void, () => void]
  const inOrder = isAfter ? [endQuick, endSlow] : [endSlow, endQuick]
  for (const [n, end] of inOrder.entries()) {
    end()
    await [isAfter ? quick : slow, isAfter ? slow : quick][n]?.answered
  }
  expect((await slow.answered).body).toBe('slow')
  expect((await quick.answered).body).toBe('quick')
  expect(await once(asked, async () => done('again'))).toEqual({ status: 200, body: 'quick' })
})
