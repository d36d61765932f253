import { type EpochSeconds, epochSeconds, systemClock } from '@fidecura/base'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openThreePlatforms, type Where } from './three-platforms.ts'

/** The clock of everybody, which goes on by itself for nobody. */
let now = systemClock()
const clock = (): EpochSeconds => now
const advance = (seconds: number): void => {
  now = epochSeconds(now + seconds)
}
let world: Awaited<ReturnType<typeof openThreePlatforms>>
beforeAll(async () => {
  world = await openThreePlatforms(clock)
})
afterAll(() => world.close())

// In whichever moment between two sweeps, and between two lists, it comes.
test.each([0, 7, 14])(
  'whoever is suspended %i seconds after a sweep is refused everywhere within 60 seconds',
  async (later) => {
    const person = await world.signInEverywhere()
    await world.bridge.sweep()
    const everywhere = { 'the hospital': true, 'another hospital': true, 'a platform': true }
    expect(await person.holds()).toEqual({ ...everywhere, 'a laboratory': true })
    advance(later)
    await world.suspend(person.name)
    const refusedAfter = new Map<string, number>()
    for (let seconds = 0; seconds <= 60; seconds++) {
      if ((later + seconds) % 15 === 0) await world.bridge.sweep()
      const holds = await person.holds()
      for (const [where, isHeld] of Object.entries(holds) as [Where, boolean][]) {
        if (isHeld) refusedAfter.delete(where)
        else if (!refusedAfter.has(where)) refusedAfter.set(where, seconds)
      }
      advance(1)
    }
    expect([...refusedAfter.keys()].toSorted()).toEqual([
      ...['a laboratory', 'a platform', 'another hospital', 'the hospital'],
    ])
    // By its own service at once, and at a platform as soon as a sweep sees a list of half a minute later.
    expect(refusedAfter.get('the hospital')).toBe(0)
    expect(refusedAfter.get('a platform')).toBeLessThanOrEqual(45)
    // Where a list is believed for as long as it is by default.
    expect(refusedAfter.get('a laboratory')).toBeLessThanOrEqual(56)
  },
)
